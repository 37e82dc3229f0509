import { regionViolations } from "../replica/region-rules";
import { isKnown } from "../rules/known-value";
import { tagViolations } from "../rules/tag-rules";
import { type Violation, violationIf } from "../rules/violation";
import type { GatewayEndpointProps } from "./gateway-endpoint-props";
import { idViolations } from "./resource-id-rules";

/** @see https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html */
export function endpointViolations(props: GatewayEndpointProps): Violation[] {
  const { region, vpcId, routeTableIds, tables, tags } = props;
  return [
    ...regionViolations(["region"], region),
    ...idViolations(["vpcId"], "vpc", vpcId),
    ...violationIf(
      isKnown(routeTableIds) && routeTableIds.length === 0,
      "endpoint-route-tables",
      ["routeTableIds"],
      "a gateway endpoint must have at least one route table, got none",
    ),
    ...(isKnown(routeTableIds) ? routeTableIds : []).flatMap((id, position, all) => [
      ...idViolations(["routeTableIds", position], "rtb", id),
      ...violationIf(
        isKnown(id) && all.indexOf(id) !== position,
        "endpoint-route-tables",
        ["routeTableIds", position],
        `must be named once, got "${id}" again`,
      ),
    ]),
    ...violationIf(
      tables !== undefined && tables.length === 0,
      "endpoint-tables",
      ["tables"],
      "must be at least one table; omit it for all tables of the account",
    ),
    ...tagViolations(tags),
  ];
}
