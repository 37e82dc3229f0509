import { messageOf } from "../errors";
import type { MappingContext, MappingInput } from "./mapping-input";
import { reject } from "../items/rejection";
import type { RowObject } from "../items/row";

/** A function of a migration file. Pure: the same row and context give the same value. */
export type MappingFunction = (row: RowObject, context: MappingContext) => unknown;

/**
 * Calls a function of a migration file; the row is rejected where it throws, or would make the run wait.
 * @param what it is in the file: `item`, `where` or `forEach`
 */
export function callFunction(call: MappingFunction, what: string, input: MappingInput): unknown {
  const result = attempt(call, what, input);
  if (isPromise(result))
    return reject("mapping-failed", `${what} gives a promise; it must not be async, nor return what is`);
  return result;
}

function attempt(call: MappingFunction, what: string, { row, context }: MappingInput): unknown {
  try {
    return call(row, context);
  } catch (error) {
    return reject("mapping-failed", `${what} fails: ${messageOf(error)}`);
  }
}

function isPromise(value: unknown): boolean {
  return typeof (value as { then?: unknown } | null | undefined)?.then === "function";
}

/** Whether a function is declared async, which no mapping can be. */
export function isAsync(value: unknown): boolean {
  return ["[object AsyncFunction]", "[object AsyncGeneratorFunction]"].includes(
    Object.prototype.toString.call(value),
  );
}
