import type { RunnerErrorCode, UnreachableErrorCode, UsageErrorCode } from "./error-codes";
import { redactAddresses } from "./redact-addresses";

/** The standard `ErrorOptions`, which TypeScript's `lib` has from ES2022. */
export interface ErrorCause {
  readonly cause?: unknown;
}

/** Why a run stopped: `usage` is for the caller to fix (exit code 2), `unreachable` is a source or a table (3). */
export type RunnerErrorKind = "usage" | "unreachable" | "interrupted";

/**
 * Why a command cannot continue. Rejected items and differences are data, never one of these. Secrets of addresses in
 * the message are hidden, because it is printed and kept; see `redactAddresses`.
 */
export class RunnerError extends Error {
  override readonly name: string = "RunnerError";

  constructor(
    readonly kind: RunnerErrorKind,
    /** Stable, for programs: `table-missing`, `source-unreadable`, …; `docs/errors.md` describes each. */
    readonly code: RunnerErrorCode,
    message: string,
    options?: ErrorCause,
  ) {
    super(redactAddresses(message), options);
  }
}

/** The command line or a file is wrong. */
export class UsageError extends RunnerError {
  override readonly name = "UsageError";
  declare readonly code: UsageErrorCode;

  constructor(code: UsageErrorCode, message: string, options?: ErrorCause) {
    super("usage", code, message, options);
  }
}

/** A source or a table cannot be reached, or refuses. */
export class UnreachableError extends RunnerError {
  override readonly name = "UnreachableError";
  declare readonly code: UnreachableErrorCode;

  constructor(code: UnreachableErrorCode, message: string, options?: ErrorCause) {
    super("unreachable", code, message, options);
  }
}

/** The run was asked to stop; what the service acknowledged is in the checkpoint. */
export class InterruptedError extends RunnerError {
  override readonly name = "InterruptedError";

  constructor(message = "interrupted; the checkpoint is saved") {
    super("interrupted", "interrupted", message);
  }
}

/** The text of anything thrown, for use inside another message. */
export function messageOf(error: unknown): string {
  // A connection that was refused at every address of a host has no message of its own.
  if (error instanceof AggregateError && error.message === "" && error.errors.length > 0)
    return messageOf(error.errors[0]);
  return error instanceof Error ? error.message || error.name : String(error);
}

/** What Node.js calls a certificate whose authority it does not know. */
const untrusted =
  /^(UNABLE_TO_VERIFY_LEAF_SIGNATURE|UNABLE_TO_GET_ISSUER_CERT(_LOCALLY)?|(DEPTH_ZERO_)?SELF_SIGNED_CERT(_IN_CHAIN)?)$/;

/** The fix for a failed connection, to follow its message; "" if it is not known. */
export function connectionRemedy(error: unknown): string {
  const { code = "" } = (error ?? {}) as { code?: unknown };
  return untrusted.test(String(code)) ? "; name its authority's certificate in NODE_EXTRA_CA_CERTS" : "";
}
