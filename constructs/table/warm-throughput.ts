/**
 * What a table or an index can take at once, in request units per second, before it has ever been used so much.
 * Raising it is charged once. Lowering it replaces the table. It needs hashicorp/aws 6.13.0.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/warm-throughput.html
 */
export interface WarmThroughput {
  /** Read units per second, at least 12,000. @default chosen by AWS */
  readonly read?: number;
  /** Write units per second, at least 4,000. @default chosen by AWS */
  readonly write?: number;
}

/** Written only where it is asked for: AWS raises it with use, which would be planned back. */
export function warmThroughputSetting(warm: WarmThroughput | undefined) {
  return warm && { readUnitsPerSecond: warm.read, writeUnitsPerSecond: warm.write };
}
