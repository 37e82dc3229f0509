/**
 * How long a request whose response was lost may still be carried out, in milliseconds. DynamoDB refuses a request whose
 * signature is older than 15 minutes. A ledger entry of such a write stays for this long, since the write could undo what
 * was converged before it arrives.
 */
export const lateWriteMilliseconds = 15 * 60_000;
