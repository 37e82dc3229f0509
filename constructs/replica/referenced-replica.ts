import { type Violation, violationIf } from "../rules/violation";
import { TableReference } from "../table/table-reference";
import { referenceRegionViolations } from "../table/table-reference-rules";
import type { KnownReplicaProps, TableReplicaProps } from "./table-replica-props";

/** The props with the table's own props instead of a reference; undefined if the reference lacks the table's keys. */
export function knownReplica({ table, ...props }: TableReplicaProps): KnownReplicaProps | undefined {
  if (!(table instanceof TableReference)) return { ...props, table };
  const known = table.replicaProps();
  return known && { ...props, table: known, globalTableArn: props.globalTableArn ?? table.arn };
}

/** The rules of a replica whose table is a reference. */
export function referencedReplicaViolations({ table, primaryRegion }: TableReplicaProps): Violation[] {
  if (!(table instanceof TableReference)) return [];
  return [
    ...violationIf(
      table.replicaProps() === undefined,
      "reference-replica",
      ["table"],
      "must be a table whose keys are known; give the TableReference its partitionKey, and its indexes by name with their keys",
    ),
    ...referenceRegionViolations(["table"], table.location, primaryRegion),
  ];
}
