import { isKnown } from "../rules/known-value";
import { tagViolations } from "../rules/tag-rules";
import { type Violation, violationIf } from "../rules/violation";
import type { DaxClusterProps } from "./dax-cluster-props";
import { idViolations } from "./resource-id-rules";

/** The settings of a cluster that the rules check. */
export type DaxSettings = Omit<DaxClusterProps, "grants"> & { readonly grants: readonly unknown[] };

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_dax_CreateCluster.html */
export function daxViolations(props: DaxSettings): Violation[] {
  const { name, nodeType, nodes, subnetIds, securityGroupIds, grants, tags } = props;
  return [
    ...violationIf(
      isKnown(name) && !/^(?!.{21})[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name),
      "dax-name",
      ["name"],
      `a cluster's name must be 1 to 20 characters of a-z, 0-9 and single -, and start with a letter, got "${name}"`,
    ),
    ...violationIf(
      isKnown(nodeType) && !/^dax\.[a-z0-9]+\.[a-z0-9]+$/.test(nodeType),
      "dax-node-type",
      ["nodeType"],
      `must be a type of node such as dax.r5.large, got "${nodeType}"`,
    ),
    ...violationIf(
      isKnown(nodes) && !(nodes === 1 || (Number.isInteger(nodes) && nodes >= 3 && nodes <= 10)),
      "dax-nodes",
      ["nodes"],
      `must be 1, or 3 to 10, got ${nodes}`,
    ),
    ...violationIf(
      isKnown(subnetIds) && subnetIds.length === 0,
      "dax-subnets",
      ["subnetIds"],
      "must be at least one, got none",
    ),
    ...(isKnown(subnetIds) ? subnetIds : []).flatMap((id, position) =>
      idViolations(["subnetIds", position], "subnet", id),
    ),
    ...(isKnown(securityGroupIds) ? securityGroupIds : []).flatMap((id, position) =>
      idViolations(["securityGroupIds", position], "sg", id),
    ),
    ...violationIf(
      grants.length === 0,
      "dax-grants",
      ["grants"],
      "a cluster must have access to at least one table, got none",
    ),
    ...tagViolations(tags),
  ];
}
