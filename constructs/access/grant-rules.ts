import { isKnown } from "../rules/known-value";
import { type Violation, violationIf } from "../rules/violation";
import type { TableSettings } from "../table/table-settings";
import { mayHaveStream } from "../table/table-resource";
import { actionViolations } from "./access-rules";
import { actionsOf, type TableAccess } from "./table-access";
import { plainAction } from "./table-action";
import type { GrantLimits } from "./table-grant";

/** The settings of a grant that the rules check. */
export interface GrantSettings extends GrantLimits {
  readonly table: { readonly props: TableSettings };
  readonly access: TableAccess;
}

/** The id of a VPC endpoint. */
export const vpcEndpointIdPattern = /^vpce-[0-9a-z]+$/;

/** The rules of what is granted on a table. */
export function grantViolations(path: readonly (string | number)[], grant: GrantSettings): Violation[] {
  return [
    ...actionViolations([...path, "access"], grant.access),
    ...streamViolations(path, grant),
    ...indexViolations([...path, "indexes"], grant),
    ...regionViolations([...path, "regions"], grant),
    ...leadingKeyViolations(path, grant),
    ...violationIf(
      isKnown(grant.vpcEndpointId) && !vpcEndpointIdPattern.test(grant.vpcEndpointId),
      "grant-endpoint",
      [...path, "vpcEndpointId"],
      `must be the id of a VPC endpoint, vpce-…, got "${grant.vpcEndpointId}"`,
    ),
  ];
}

function streamViolations(path: readonly (string | number)[], { table, access }: GrantSettings): Violation[] {
  return violationIf(
    actionsOf(access).stream.length > 0 && !mayHaveStream(table.props),
    "grant-stream",
    [...path, "access"],
    `the table "${table.props.name}" must have a stream to be followed; turn it on, or grant "read"`,
  );
}

function indexViolations(
  path: readonly (string | number)[],
  { table, indexes = [] }: GrantSettings,
): Violation[] {
  const { indexes: global, localIndexes: local, reference } = table.props;
  if (reference !== undefined && (global === undefined || local === undefined)) return [];
  const known = Object.keys({ ...global, ...local });
  return indexes.flatMap((index, position) =>
    violationIf(
      isKnown(index) && !known.includes(index),
      "grant-index",
      [...path, position],
      `must be an index of the table, which has ${known.join(", ") || "none"}, got "${index}"`,
    ),
  );
}

function regionViolations(
  path: readonly (string | number)[],
  { table, regions = [] }: GrantSettings,
): Violation[] {
  const { region, replicaRegions = [] } = table.props;
  const known = [...(region === undefined ? [] : [region]), ...replicaRegions];
  return regions.flatMap((granted, position) =>
    violationIf(
      isKnown(granted) && !known.includes(granted),
      "grant-region",
      [...path, position],
      `must be a region of the table, which is in ${known.join(", ") || "none that its props name"}, got "${granted}"`,
    ),
  );
}

function leadingKeyViolations(path: readonly (string | number)[], grant: GrantSettings): Violation[] {
  const { access, leadingKeys } = grant;
  if (leadingKeys === undefined) return [];
  const scans = typeof access !== "string" && access.some((action) => plainAction(action) === "Scan");
  return [
    ...violationIf(
      leadingKeys.length === 0,
      "grant-leading-keys",
      [...path, "leadingKeys"],
      "must name at least one key; omit it to allow all of them",
    ),
    ...violationIf(
      scans || actionsOf(access).stream.length > 0,
      "grant-leading-keys",
      [...path, "access"],
      "a scan or a stream cannot be limited to leading keys; query, or drop the keys",
    ),
  ];
}
