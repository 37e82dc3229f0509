import { isKnown } from "../rules/known-value";
import { type Violation, violationIf } from "../rules/violation";
import type { DynamoTableProps } from "./dynamo-table-props";
import type { WarmThroughput } from "./warm-throughput";

const minimum = { read: 12_000, write: 4_000 };

/** The rules of warm throughput, over the table and its global indexes. */
export function warmThroughputViolations({ warmThroughput, indexes }: DynamoTableProps): Violation[] {
  return [
    ...belowMinimum(["warmThroughput"], warmThroughput),
    ...Object.entries(indexes ?? {}).flatMap(([name, index]) =>
      belowMinimum(["indexes", name, "warmThroughput"], index.warmThroughput),
    ),
  ];
}

function belowMinimum(path: readonly string[], warm: WarmThroughput | undefined): Violation[] {
  if (warm === undefined) return [];
  return (["read", "write"] as const).flatMap((kind) => {
    const units = warm[kind];
    return violationIf(
      isKnown(units) && !(Number.isInteger(units) && units >= minimum[kind]),
      "warm-throughput",
      [...path, kind],
      `must be a whole number of at least ${minimum[kind]}, got ${units}`,
    );
  });
}
