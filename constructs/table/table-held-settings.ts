import type { Construct } from "constructs";
import { type AppliedSetting, holdSetting } from "../lifecycle/applied-setting";
import { isKnown } from "../rules/known-value";
import type { DynamoTableProps } from "./dynamo-table-props";
import { expiryAttribute } from "./time-to-live";

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTimeToLive.html */
const timeToLive: AppliedSetting = {
  name: "time_to_live",
  errorMessage:
    "The items of ${each.key} expire by ${self.input}, and AWS takes no other attribute while they do. Turn it off with { disabled: ${self.input} }, apply, and name ${each.value} an hour later.",
};

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/globaltables-security.html */
const replicaEncryption: AppliedSetting = {
  name: "replica_encryption",
  errorMessage:
    "${each.key} has replicas, and is encrypted as ${self.input}; AWS does not let it become ${each.value} while it has them. Remove the replicas, change the encryption, and add the replicas again.",
};

/** Remembers what cannot be changed in one step. */
export function holdTableSettings(scope: Construct, address: string, props: DynamoTableProps): void {
  const attribute = expiryAttribute(props.ttl);
  if (attribute !== undefined) holdSetting(scope, timeToLive, address, attribute);
  const { consistency, encryption, replicaRegions } = props;
  if (consistency === "strong" || !isKnown(replicaRegions) || replicaRegions.length === 0) return;
  holdSetting(scope, replicaEncryption, address, encryption?.kind ?? "aws-owned");
}
