import { autoscalingViolations } from "../autoscaling/autoscaling-rules";
import { isKnown } from "../rules/known-value";
import { tagViolations } from "../rules/tag-rules";
import { type Violation, violationIf, within } from "../rules/violation";
import { keyArnViolations } from "../table/encryption-rules";
import { resourcePolicyViolations } from "../table/resource-policy";
import { tableViolations } from "../table/table-rules";
import { regionViolations } from "./region-rules";
import { knownReplica, referencedReplicaViolations } from "./referenced-replica";
import type { KnownReplicaProps, TableReplicaProps } from "./table-replica-props";

/** Every rule that a replica's props break, those of its table included. */
export function replicaViolations(props: TableReplicaProps): Violation[] {
  const known = knownReplica(props);
  return [...referencedReplicaViolations(props), ...(known ? ownViolations(known) : [])];
}

function ownViolations(props: KnownReplicaProps): Violation[] {
  const { table, region, primaryRegion } = props;
  return [
    ...within(["table"], tableViolations(table)),
    ...regionViolations(["primaryRegion"], primaryRegion),
    ...regionViolations(["region"], region),
    ...violationIf(
      isKnown(region) && region === primaryRegion,
      "replica-region",
      ["region"],
      `must be another region than the table's own, got "${region}" for both`,
    ),
    ...violationIf(
      isKnown(region) && isKnown(table.replicaRegions) && !table.replicaRegions.includes(region),
      "replica-declared",
      ["region"],
      `must be among the table's replicaRegions, so that the table is made ready for it, got "${region}"`,
    ),
    ...violationIf(
      table.replicaRegions === undefined,
      "replica-declared",
      ["table", "replicaRegions"],
      `must hold "${region}", so that the table is made ready for it, got none`,
    ),
    ...violationIf(
      props.keyArn !== undefined && table.encryption?.kind !== "customer-managed",
      "replica-encryption",
      ["keyArn"],
      "a replica must be encrypted as its table is, which has no key of the account's own; remove the key",
    ),
    ...violationIf(
      table.consistency === "strong",
      "replica-consistency",
      ["table", "consistency"],
      "must be eventual; the replicas of a strongly consistent table come with it",
    ),
    ...violationIf(
      props.read !== undefined && table.billing?.mode !== "provisioned",
      "replica-read",
      ["read"],
      "a replica of an on-demand table takes no capacity; remove it, or make the table provisioned",
    ),
    ...(props.read ? autoscalingViolations(["read"], props.read) : []),
    ...keyArnViolations(["keyArn"], props.keyArn, region),
    ...resourcePolicyViolations(props.resourcePolicy),
    ...tagViolations(props.tags),
  ];
}
