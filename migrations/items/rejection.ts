import { Decimal, type RowValue } from "./row";

/** Why a row did not become a stored item; stable, for programs and for counting. */
export type RejectionCode =
  | "unreadable-row"
  | "not-an-object"
  | "expression-failed"
  | "mapping-failed"
  | "missing-key"
  | "wrong-key-type"
  | "empty-key"
  | "key-too-long"
  | "wrong-index-key-type"
  | "empty-index-key"
  | "index-key-too-long"
  | "duplicate-key"
  | "wrong-time-to-live"
  | "oversize"
  | "too-deep"
  | "not-a-number"
  | "number-too-precise"
  | "number-out-of-range"
  | "empty-set"
  | "mixed-set"
  | "duplicate-in-set"
  | "unsupported-value"
  | "invalid-unicode"
  | "invalid-attribute-name"
  | "already-exists"
  | "changed-since"
  | "refused-by-service"
  | "write-uncertain";

/** A row that cannot be stored: data, not an exception, since the run continues without it. */
export interface Rejection {
  readonly code: RejectionCode;
  /** Path in the row or item, expected value, actual value and remedy. */
  readonly message: string;
}

/** An error whose message shows a value, and what it says without. */
export class ValueError extends Error {
  constructor(
    message: string,
    readonly withoutValue: string,
  ) {
    super(message);
  }
}

/** Thrown inside the transform only, and caught at its edge. */
export class RejectedError extends Error {
  constructor(
    readonly rejection: Rejection,
    /** The message without the values that it shows. @default the message shows none */
    readonly withoutValue = rejection.message,
  ) {
    super(rejection.message);
  }
}

/** Leaves the transform of this row. */
export function reject(code: RejectionCode, message: string, withoutValue?: string): never {
  throw new RejectedError({ code, message }, withoutValue);
}

/**
 * Whether an expression reads the environment, whose variables hold secrets: what it gives is then not shown in
 * messages. Told from its text, so that a word too many is hidden at worst.
 */
export function readsEnvironment(source: string): boolean {
  return /(?<![.\w])env\b/.test(source);
}

/** A value as it can be shown in one line. */
export function shown(value: RowValue, maxLength = 60): string {
  const text = isLongNumber(value)
    ? String(value)
    : (JSON.stringify(value, (_key, inner: unknown) => (isLongNumber(inner) ? String(inner) : inner)) ??
      "nothing");
  return text.length > maxLength ? `${text.slice(0, maxLength - 3)}...` : text;
}

/** A number that JSON cannot hold with every digit. */
function isLongNumber(value: unknown): value is bigint | Decimal {
  return typeof value === "bigint" || value instanceof Decimal;
}
