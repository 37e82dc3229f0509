import type { Environment, ParseResult } from "@marcbachmann/cel-js";
import { fromCel, toCel } from "./cel-values";
import { checkCharacters, ExpressionBudget, maxCharacters, tooLong } from "./expression-budget";
import { type KnownNames, knownNames, loosenConversions, problemOf, rewriteCall } from "./expression-check";
import { registerFunctions } from "./functions/register-functions";
import { registerNumbers } from "./functions/register-numbers";
import { plainNumber } from "../items/number-text";
import { readsEnvironment, ValueError } from "../items/rejection";
import { Decimal, type RowObject, type RowValue } from "../items/row";

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
  const budget = new ExpressionBudget();
  return (source, isElement = false) => {
    const parsed = parse(isElement ? below : environment, source, known);
    return budget.watch(parsed.ast) ? withBudget(parsed, budget) : (scope) => checked(fromCel(parsed(scope)));
  };
}

function withBudget(parsed: ParseResult, budget: ExpressionBudget): Expression {
  return (scope) => {
    budget.refill();
    const value = fromCel(parsed(scope));
    checkCharacters(value);
    return value;
  };
}

function checked(value: RowValue): RowValue {
  if (typeof value === "string" && value.length > maxCharacters) throw tooLong();
  return value;
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
    const parsed = environment.parse(inOneForm(environment, source, known));
    const problem = problemOf(parsed.ast, known);
    if (problem !== undefined) throw new Error(problem);
    loosenConversions(parsed.ast);
    const checked = parsed.check();
    if (!checked.valid) throw checked.error ?? new Error("has a type error");
    return parsed;
  } catch (error) {
    throw new Error(plainly(firstLine(error)), { cause: error });
  }
}

/** The source with each call in the form that CEL has a function or method for. */
function inOneForm(environment: Environment, source: string, known: KnownNames): string {
  const rewritten = rewriteCall(environment.parse(source).ast, source, known);
  return rewritten === undefined ? source : inOneForm(environment, rewritten, known);
}

/** CEL's own words, such as `in`, cannot stand behind a point. */
function plainly(message: string): string {
  const word = /^Expected IDENTIFIER, got (IN|BOOLEAN|NULL)$/.exec(message)?.[1];
  return word ? `${message}; a column that is named like a word of CEL is written row["in"]` : message;
}

/** CEL's messages have a drawing of the source after the first line. */
export function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split("\n", 1)[0] ?? text;
}

/** What CEL says of types alone, not of values. */
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
