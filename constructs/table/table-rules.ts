import { regionViolations, replicaRegionViolations } from "../replica/region-rules";
import { replicationViolations, strongTableViolations } from "../replica/strong-rules";
import { isKnown } from "../rules/known-value";
import { nameViolations } from "../rules/name-rules";
import { tagViolations } from "../rules/tag-rules";
import { type Violation, violationIf } from "../rules/violation";
import { billingViolations } from "./billing-rules";
import { terrainTableViolations } from "./cdk-terrain-rules";
import type { DynamoTableProps } from "./dynamo-table-props";
import { encryptionViolations } from "./encryption-rules";
import { importViolations } from "./import-rules";
import { indexViolations } from "./index-rules";
import { kinesisViolations } from "./kinesis-rules";
import { keyViolations } from "./key-rules";
import { indexResourcesViolations } from "./index-resources-rules";
import { resourcePolicyViolations } from "./resource-policy";
import { restoreViolations } from "./restore-rules";
import { movedViolations } from "./table-adoption";
import { ttlViolations } from "./ttl-rules";
import { warmThroughputViolations } from "./warm-throughput-rules";

/** Every rule that a table's props break; empty for a table that AWS will take as it is meant. */
export function tableViolations(props: DynamoTableProps): Violation[] {
  return [
    ...nameViolations("table-name", ["name"], props.name),
    ...keyViolations(props),
    ...indexViolations(props),
    ...billingViolations(props),
    ...ttlViolations(props),
    ...recoveryViolations(props.pointInTimeRecovery),
    ...encryptionViolations(props),
    ...regionViolations(["region"], props.region),
    ...replicaRegionViolations(["replicaRegions"], props.replicaRegions, props.region),
    ...replicationViolations(props),
    ...strongTableViolations(props),
    ...replicaStreamViolations(props),
    ...warmThroughputViolations(props),
    ...kinesisViolations(props),
    ...resourcePolicyViolations(props.resourcePolicy),
    ...importViolations(props),
    ...restoreViolations(props),
    ...indexResourcesViolations(props),
    ...terrainTableViolations(props),
    ...movedViolations(props.movedFrom),
    ...tagViolations(props.tags),
  ];
}

/** Eventually consistent replication itself reads the stream. */
function replicaStreamViolations({ replicaRegions, stream, consistency }: DynamoTableProps): Violation[] {
  return violationIf(
    consistency !== "strong" &&
      isKnown(replicaRegions) &&
      replicaRegions.length > 0 &&
      stream !== undefined &&
      stream !== "new-and-old-images",
    "replica-stream",
    ["stream"],
    `must be "new-and-old-images" for a table with replicas, got ${JSON.stringify(stream)}`,
  );
}

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PointInTimeRecoverySpecification.html */
function recoveryViolations(days: number | false | undefined): Violation[] {
  return violationIf(
    isKnown(days) && days !== false && !(Number.isInteger(days) && days >= 1 && days <= 35),
    "point-in-time-recovery",
    ["pointInTimeRecovery"],
    `must be 1 to 35 whole days, or false for none, got ${days}`,
  );
}
