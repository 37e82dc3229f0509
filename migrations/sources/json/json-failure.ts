import { UnreachableError } from "../../errors";
import { JsonShapeError } from "./json-path";

/** The error of a step of parsing; `undefined` if it succeeds. */
export function attempt(step: () => void): Error | undefined {
  try {
    step();
    return undefined;
  } catch (error) {
    return error as Error;
  }
}

/** The position of a reading in a document. */
export interface JsonPosition {
  readonly rows: number;
  readonly bytes: number;
}

/**
 * The error for a document that cannot be read.
 *
 * @param shown the file, for messages
 * @param cause a JsonShapeError if the document is JSON of another shape
 */
export function jsonFailure(shown: string, cause: Error, { rows, bytes }: JsonPosition): UnreachableError {
  if (cause instanceof JsonShapeError)
    return new UnreachableError("source-wrong-shape", `${shown} ${cause.message}`, { cause });
  const message = `${shown} is not valid JSON after row ${rows}, before byte ${bytes}: ${cause.message}`;
  return new UnreachableError("source-not-json", message, { cause });
}
