import { CutoverError, MappingError } from "../errors";

/** SQLSTATE classes after which a statement may still have been carried out, or may be later: lost connections, shutdowns. */
const uncertainStates = /^(08|57P|58|XX)/;

/**
 * Whether an error proves that a write was not carried out: the store responded, and refused it. Errors without a
 * response (timeouts, lost connections) and errors that are not known do not.
 */
export function isStoreRefusal(error: unknown): boolean {
  if (error instanceof MappingError) return true;
  // Stores say why in the cause: what can be repeated was not always refused, and the reverse.
  if (error instanceof CutoverError)
    return error.cause === undefined ? !error.isRetryable : isStoreRefusal(error.cause);
  if (typeof error !== "object" || error === null) return false;
  const { $metadata, code, sqlState } = error as {
    readonly $metadata?: { readonly httpStatusCode?: unknown };
    readonly code?: unknown;
    readonly sqlState?: unknown;
  };
  if ($metadata?.httpStatusCode !== undefined) return $metadata.httpStatusCode === 400;
  if (typeof sqlState === "string") return isRefusedState(sqlState);
  if (typeof code !== "string") return false;
  return code.startsWith("SQLITE_") || isRefusedState(code);
}

function isRefusedState(state: string): boolean {
  return /^[0-9A-Z]{5}$/.test(state) && /\d/.test(state) && !uncertainStates.test(state);
}
