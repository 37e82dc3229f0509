import type { Environment, ParseResult } from "@marcbachmann/cel-js";
import { fromCel, toCel } from "./cel-values";
import { type KnownNames, knownNames, problemOf } from "./expression-check";
import { registerFunctions } from "./functions/register-functions";
import { registerNumbers } from "./functions/register-numbers";
import { plainNumber } from "./number-text";
import { Decimal, type RowObject, type RowValue } from "./row";

/** What an expression can refer to. */
export interface Scope {
  readonly row: RowObject;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The entity's name. */
  readonly entity: string;
}

/** A scope in CEL's own types, made once a row by {@link celScope}. */
export type CelScope = Readonly<Record<string, unknown>>;

/** A compiled expression: its value in a scope. Throws where it cannot be evaluated. */
export type Expression = (scope: CelScope) => RowValue;

/**
 * Compiles an expression. @throws Error with a one-line reason where it is not CEL.
 * @param isElement whether it stands below `forEach`, where `each` and `index` are. @default false
 */
export type Compile = (source: string, isElement?: boolean) => Expression;

/** Loads CEL, which comes as an ES module only, and adds what rows need. */
export async function loadCel(): Promise<Compile> {
  const { Environment } = await import("@marcbachmann/cel-js");
  const environment = new Environment({ homogeneousAggregateLiterals: false });
  register(environment);
  const known = knownNames(environment);
  const below = environment.clone().registerVariable("each", "dyn").registerVariable("index", "int");
  return (source, isElement = false) => {
    const parsed = parse(isElement ? below : environment, source, known);
    return (scope) => fromCel(parsed(scope));
  };
}

function register(environment: Environment): void {
  environment
    .registerVariable("row", "dyn")
    .registerVariable("env", "map")
    .registerVariable("entity", "string")
    .registerType("Decimal", Decimal);
  registerNumbers(environment);
  registerFunctions(environment);
}

function parse(environment: Environment, source: string, known: KnownNames): ParseResult {
  try {
    const parsed = environment.parse(source);
    const problem = problemOf(parsed.ast, known);
    if (problem !== undefined) throw new Error(problem);
    const checked = parsed.check();
    if (!checked.valid) throw checked.error ?? new Error("has a type error");
    return parsed;
  } catch (error) {
    throw new Error(plainly(firstLine(error)), { cause: error });
  }
}

/** CEL's own words, such as `in`, cannot stand behind a point. */
function plainly(message: string): string {
  const word = /^Expected IDENTIFIER, got (IN|BOOLEAN|NULL)$/.exec(message)?.[1];
  return word ? `${message}; a column that is named like a word of CEL is written row["in"]` : message;
}

/** CEL's messages go on with a drawing of the source. */
export function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split("\n", 1)[0] ?? text;
}

/** The scope in CEL's types: whole numbers are `int`, others `double`. */
export function celScope(scope: Scope): CelScope {
  return { row: toCel(scope.row), env: plain(scope.env), entity: scope.entity };
}

const plainOnes = new WeakMap<object, Scope["env"]>();

/** CEL does not take `process.env`, which is no plain object; it is copied once. */
function plain(env: Scope["env"]): Scope["env"] {
  const known = plainOnes.get(env);
  if (known) return known;
  const copy = { ...env };
  plainOnes.set(env, copy);
  return copy;
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
      return plainNumber(String(value));
    default:
      if (value instanceof Decimal) return value.text;
      if (value instanceof Date) return value.toISOString();
      throw new Error(
        `${value === null || value === undefined ? "null" : "a list or map"} cannot become text`,
      );
  }
}
