import { isKnown } from "../rules/known-value";
import { type Violation, violationIf } from "../rules/violation";
import type { DynamoTableProps } from "./dynamo-table-props";

/**
 * What a table or an index can take at once, in request units a second, before it has ever been used so much.
 * Raising it is charged once. Lowering it replaces the table. It needs hashicorp/aws 6.13.0.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/warm-throughput.html
 */
export interface WarmThroughput {
  /** Read units a second, at least 12,000. @default what AWS gives it */
  readonly read?: number;
  /** Write units a second, at least 4,000. @default what AWS gives it */
  readonly write?: number;
}

const least = { read: 12_000, write: 4_000 };

/** Written only where it is asked for: AWS raises it with use, which would be planned back. */
export function warmThroughputSetting(warm: WarmThroughput | undefined) {
  return warm && { readUnitsPerSecond: warm.read, writeUnitsPerSecond: warm.write };
}

/** The rules of warm throughput, over the table and its global indexes. */
export function warmThroughputViolations({ warmThroughput, indexes }: DynamoTableProps): Violation[] {
  return [
    ...atLeast(["warmThroughput"], warmThroughput),
    ...Object.entries(indexes ?? {}).flatMap(([name, index]) =>
      atLeast(["indexes", name, "warmThroughput"], index.warmThroughput),
    ),
  ];
}

function atLeast(path: readonly string[], warm: WarmThroughput | undefined): Violation[] {
  if (warm === undefined) return [];
  return (["read", "write"] as const).flatMap((kind) => {
    const units = warm[kind];
    return violationIf(
      isKnown(units) && !(Number.isInteger(units) && units >= least[kind]),
      "warm-throughput",
      [...path, kind],
      `must be a whole number of at least ${least[kind]}, got ${units}`,
    );
  });
}
