import type { ASTNode, Environment, ParseResult } from "@marcbachmann/cel-js";
import type { CelScope } from "./cel-scope";
import { fromCel } from "./cel-values";
import { checkCharacters, checkLength, ExpressionBudget } from "./expression-budget";
import { type KnownNames, knownNames, loosenConversions, problemOf, rewriteCall } from "./expression-check";
import { firstLine } from "./first-line";
import { registerCoalesce } from "./functions/register-coalesce";
import { registerFunctions } from "./functions/register-functions";
import { registerNumbers } from "./functions/register-numbers";
import { Decimal, type RowValue } from "../items/row";

/** An expression that CEL has parsed and checked. */
export interface CelExpression {
  /** Its checked syntax tree. */
  readonly tree: ASTNode;
  /** Its value by CEL's own evaluation. @throws Error if it cannot be evaluated */
  readonly evaluate: (scope: CelScope) => RowValue;
}

/** Parses and checks an expression. @throws Error with a one-line reason if it is not CEL */
export type ParseCel = (source: string, isElement: boolean) => CelExpression;

/** Loads CEL, which comes as an ES module only, and adds what rows need. */
export async function loadCelParser(): Promise<ParseCel> {
  const { Environment } = await import("@marcbachmann/cel-js");
  const environment = new Environment({ homogeneousAggregateLiterals: false });
  register(environment);
  const known = knownNames(environment);
  const below = environment.clone().registerVariable("each", "dyn").registerVariable("index", "int");
  const budget = new ExpressionBudget();
  return (source, isElement) => {
    const parsed = parse(isElement ? below : environment, source, known);
    const tree = parsed.ast;
    if (budget.watch(tree)) return { tree, evaluate: withBudget(parsed, budget) };
    return { tree, evaluate: (scope) => checkLength(fromCel(parsed(scope))) };
  };
}

function withBudget(parsed: ParseResult, budget: ExpressionBudget): CelExpression["evaluate"] {
  return (scope) => {
    budget.refill();
    const value = fromCel(parsed(scope));
    checkCharacters(value);
    return value;
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
  registerCoalesce(environment);
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

/** CEL's own words, such as `in`, cannot stand after a dot. */
function plainly(message: string): string {
  const word = /^Expected IDENTIFIER, got (IN|BOOLEAN|NULL)$/.exec(message)?.[1];
  return word ? `${message}; a column that is named like a word of CEL is written row["in"]` : message;
}
