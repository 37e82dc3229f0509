import { isKnown } from "../rules/known-value";
import { type Violation, violationIf } from "../rules/violation";
import type { DynamoTableProps } from "./dynamo-table-props";
import { areResources } from "./inline-indexes";

const path = ["indexResources"];

/** The rules of a table whose global indexes are resources of their own. */
export function indexResourcesViolations(props: DynamoTableProps): Violation[] {
  if (!areResources(props)) return [];
  const { indexes = {}, replicaRegions, restoreFrom } = props;
  return [
    ...violationIf(
      isKnown(replicaRegions) && replicaRegions.length > 0,
      "index-resources",
      path,
      "a table with replicas must have its indexes as blocks, since AWS refuses to add an index while a replica is created; remove indexResources or replicaRegions",
    ),
    ...violationIf(
      restoreFrom !== undefined,
      "index-resources",
      path,
      'a table is restored with the indexes of its source; remove restoreFrom after the restore was applied, and set indexResources to "adopt"',
    ),
    ...Object.entries(indexes).flatMap(([name, { warmThroughput: warm }]) =>
      violationIf(
        warm !== undefined && (warm.read === undefined || warm.write === undefined),
        "index-resources",
        ["indexes", name, "warmThroughput"],
        "must have read and write, since the index is a resource of its own",
      ),
    ),
  ];
}
