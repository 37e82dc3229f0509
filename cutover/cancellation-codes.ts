/** Codes of a cancelled transaction, one of each item that has one: `ConditionalCheckFailed`, `TransactionConflict`, … */
export function cancellationCodes(error: unknown): readonly string[] {
  const { CancellationReasons: reasons = [] } = error as {
    readonly CancellationReasons?: readonly { readonly Code?: string }[];
  };
  return reasons.flatMap(({ Code }) => Code ?? []);
}
