import type { Environment, ParseResult } from "@marcbachmann/cel-js";
import { plainNumber } from "./number-text";
import { Decimal, isRowObject, type RowObject, type RowValue } from "./row";

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

/** Compiles an expression. @throws Error with a one-line reason where it is not CEL. */
export type Compile = (source: string) => Expression;

/** Loads CEL, which comes as an ES module only, and adds what rows need: see {@link register}. */
export async function loadCel(): Promise<Compile> {
  const { Environment } = await import("@marcbachmann/cel-js");
  const environment = register(new Environment({ homogeneousAggregateLiterals: false }));
  return (source) => {
    const parsed = parse(environment, source);
    return (scope) => fromCel(parsed(scope));
  };
}

/** CEL knows no arithmetic between whole and other numbers; a column of prices holds both `3` and `3.5`. */
function register(environment: Environment): Environment {
  environment
    .registerVariable("row", "dyn")
    .registerVariable("env", "map")
    .registerVariable("entity", "string");
  environment.registerType("Decimal", Decimal);
  environment.registerFunction("string(Decimal): string", (value: Decimal) => value.text);
  const operators: Record<string, (a: number, b: number) => number> = {
    "+": (a, b) => a + b,
    "-": (a, b) => a - b,
    "*": (a, b) => a * b,
    "/": (a, b) => a / b,
  };
  for (const [operator, apply] of Object.entries(operators)) {
    const mixed = (a: number | bigint, b: number | bigint): number => apply(Number(a), Number(b));
    environment.registerOperator(`int ${operator} double`, mixed);
    environment.registerOperator(`double ${operator} int`, mixed);
  }
  return environment;
}

function parse(environment: Environment, source: string): ParseResult {
  try {
    const parsed = environment.parse(source);
    const checked = parsed.check();
    if (!checked.valid) throw checked.error ?? new Error("has a type error");
    return parsed;
  } catch (error) {
    throw new Error(firstLine(error), { cause: error });
  }
}

/** CEL's messages go on with a drawing of the source. */
export function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split("\n", 1)[0] ?? text;
}

/** The scope in CEL's types: whole numbers are `int`, others `double`. */
export function celScope(scope: Scope): CelScope {
  return { row: toCel(scope.row), env: scope.env, entity: scope.entity };
}

function toCel(value: RowValue): unknown {
  // BigInt(1e23) is 99999999999999991611392; what the source wrote is in the digits that JavaScript prints.
  if (typeof value === "number") return Number.isInteger(value) ? BigInt(plainNumber(String(value))) : value;
  if (Array.isArray(value)) return (value as readonly RowValue[]).map(toCel);
  if (value instanceof Set) return new Set([...(value as ReadonlySet<RowValue>)].map(toCel));
  if (!isRowObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, toCel(member)]));
}

function fromCel(value: unknown): RowValue {
  if (value instanceof Map)
    return Object.fromEntries([...value].map(([name, member]) => [String(name), fromCel(member)]));
  if (Array.isArray(value)) return value.map(fromCel);
  if (!isRowObject(value as RowValue)) return value as RowValue;
  const { constructor } = Object.getPrototypeOf(value) as { constructor: { name: string } };
  if (constructor === Object)
    return Object.fromEntries(
      Object.entries(value as object).map(([name, member]) => [name, fromCel(member)]),
    );
  // CEL's other classes, such as `duration` and `type`, keep what they hold to themselves.
  const plain = (value as object).valueOf();
  if (typeof plain === "bigint") return plain;
  throw new Error(
    `gives a ${constructor.name}, which no attribute can hold; convert it with string() or int()`,
  );
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
