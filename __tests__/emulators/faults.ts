/** What the fault proxy can do to a request instead of simply passing it on. */
export type Fault =
  /** HTTP 400, `ProvisionedThroughputExceededException` or `ThrottlingException`; nothing is forwarded. */
  | "throttle"
  /** A part of the batch is forwarded, the rest comes back unprocessed. A batch of one is throttled. */
  | "unprocessed"
  /** HTTP 500 `InternalServerError`; nothing is forwarded. */
  | "serverError"
  /** The connection ends before anything is forwarded. */
  | "cutBefore"
  /** The request is forwarded and answered, and the connection ends before the client hears of it. */
  | "cutAfter"
  /** HTTP 413 with an empty body, as DynamoDB Local answers to more than 16 MB; nothing is forwarded. */
  | "tooLarge"
  /** The request is forwarded, and the connection ends in the middle of the answer. */
  | "cutWithin"
  /** The request is forwarded, and its answer is half of what it was, with a length that fits. */
  | "halfAnswer"
  /** The request is forwarded, and nothing is answered, while the connection stays. */
  | "silence"
  /** HTTP 200 with what a gateway or a login page responds, see `foreignBodies`; nothing is forwarded. */
  | "foreign";

/** The share of requests, 0 to 1, that meet each fault; together at most 1. */
export type FaultRates = Readonly<Partial<Record<Fault, number>>>;

export const faults: readonly Fault[] = [
  "throttle",
  "unprocessed",
  "serverError",
  "cutBefore",
  "cutAfter",
  "tooLarge",
  "cutWithin",
  "halfAnswer",
  "silence",
  "foreign",
];

/** What is no response of DynamoDB, although it comes with HTTP 200. */
export const foreignBodies: readonly string[] = [
  ...["{}", "[]", "0", "null", '"ok"', '{"message":"please log in"}', '{"UnprocessedItems":null}'],
  ...["<!DOCTYPE html><html><head><title>Log in</title></head></html>", ""],
];

export function checkRates(rates: FaultRates): void {
  const total = faults.reduce((sum, fault) => sum + (rates[fault] ?? 0), 0);
  if (total > 1 + 1e-9) {
    throw new Error(`fault proxy: rates must add up to at most 1, got ${total}: lower one of them`);
  }
}

/** One request meets one fault at most: `drawn` in [0, 1) falls into the stretch of one of them. */
export function drawFault(rates: FaultRates, drawn: number): Fault | "pass" {
  let end = 0;
  for (const fault of faults) {
    end += rates[fault] ?? 0;
    if (drawn < end) return fault;
  }
  return "pass";
}
