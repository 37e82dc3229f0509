import { firstLine } from "./first-line";
import type { MappingInput } from "./mapping-input";
import { plainNumber } from "../items/number-text";
import { readsEnvironment, ValueError } from "../items/rejection";
import { Decimal, type RowValue } from "../items/row";

export type { Scope } from "./cel-scope";

/**
 * A compiled expression: its value for a row. A whole number may come as `number` or as `bigint`, whichever the row
 * has; both are the same attribute.
 * @throws Error if it cannot be evaluated
 */
export interface Expression {
  (input: MappingInput): RowValue;
  /** Whether it fails because the row has no such column; `false` if only evaluating it tells. */
  readonly lacksColumn?: ((input: MappingInput) => boolean) | undefined;
}

/**
 * Compiles an expression. @throws Error with a one-line reason if it is not CEL
 * @param isElement whether it is below `forEach`, where `each` and `index` are. @default false
 */
export type Compile = (source: string, isElement?: boolean) => Expression;

/**
 * Loads the compiler of expressions. Their common forms become functions that read the row's own values; whatever
 * these cannot decide, errors included, CEL evaluates, for which the row is converted to its types.
 */
export async function loadCel(): Promise<Compile> {
  const { makeCompiler } = await import("./compile-expression.js");
  return makeCompiler();
}

/**
 * Loads the compiler of the expressions of a YAML file. CEL takes longer to load than most files take to check, so it
 * is not loaded for a file without `${` and without `\`, which could stand for it.
 */
export async function loadCelFor(text: string): Promise<Compile> {
  return /\$\{|\\/.test(text) ? loadCel() : refuseToCompile;
}

function refuseToCompile(source: string): never {
  throw new Error(`the file has no expressions, got ${source}`);
}

/** Errors of CEL's that concern types alone, not values. */
const ofTypes = /^(no such overload|found no matching overload|Cannot mix)/;

/**
 * Why an expression failed, in one line.
 * @param source of the expression; values are not shown if it reads the environment
 */
export function reasonOf(error: unknown, source: string): string {
  const reason = firstLine(error);
  if (!readsEnvironment(source) || ofTypes.test(reason)) return reason;
  return error instanceof ValueError
    ? error.withoutValue
    : "fails; why is not shown, for it could show a variable of the environment";
}

/** A value inside text: numbers in plain digits, decimals as the source wrote them. @throws Error for what has no text, such as null */
export function asText(value: RowValue): string {
  switch (typeof value) {
    case "string":
      return value;
    case "boolean":
    case "bigint":
      return String(value);
    case "number":
      return Number.isSafeInteger(value) ? String(value) : plainNumber(String(value));
    default:
      if (value instanceof Decimal) return value.text;
      if (value instanceof Date) return value.toISOString();
      throw new Error(
        `${value === null || value === undefined ? "null" : "a list or map"} cannot become text`,
      );
  }
}
