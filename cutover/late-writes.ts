/**
 * How long a request whose response was lost may still be carried out, in milliseconds. DynamoDB refuses a request whose
 * signature is older than 15 minutes. A ledger entry of such a write stays for this long, since the write could undo what
 * was converged before it arrives.
 */
export const lateWriteMilliseconds = 15 * 60_000;

/**
 * Time after a write, by the clocks of the host that wrote and of the one that judges, from which none of its requests can
 * arrive. Their clocks may differ by 5 minutes. Milliseconds.
 */
export const settledMilliseconds = lateWriteMilliseconds + 5 * 60_000;
