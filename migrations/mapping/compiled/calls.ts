import type { ASTNode } from "@marcbachmann/cel-js";
import { functions } from "../functions/functions";
import { coalesceFunctions } from "../functions/register-coalesce";
import type { RowValue } from "../../items/row";
import { compileAll, type CompilePart, type Decided, type Evaluation, undecided } from "./evaluation";
import { compileCoalesce } from "./coalesce";
import { compileConversion } from "./conversions";
import { compileHas } from "./has-member";
import { hasDeepType } from "./known-types";

const byName = new Map(functions.map((one) => [one.name, one]));

/** `has(row.a)`, `coalesce`, CEL's conversions and `size`, and this project's own functions. */
export function compileCall(
  node: Extract<ASTNode, { op: "call" }>,
  compile: CompilePart,
  isWhole: boolean,
): Evaluation | undefined {
  const [name, given] = node.args;
  if (name === "has") return compileHas(node, compile);
  if (coalesceFunctions.has(name)) return compileCoalesce(given, compile);
  const own = byName.get(name);
  if (!own) return compileConversion(name, given, compile, isWhole);
  const parameters = compileAll(given, compile);
  const [first] = parameters ?? [];
  if (!parameters || !first) return undefined;
  const call = own.call as (...values: unknown[]) => RowValue;
  if (parameters.length === 1) return (input) => calledWith(call, first(input));
  return (input) => {
    const values = parameters.map((one) => one(input));
    return values.every((one) => hasDeepType(one)) ? resultOf(call, values) : undecided;
  };
}

function calledWith(call: (value: RowValue) => RowValue, value: Decided): Decided {
  if (value === null) return null;
  if (typeof value !== "string" && !hasDeepType(value)) return undecided;
  const result = call(value);
  return result === undefined ? undecided : result;
}

/** Every function of null gives null. */
function resultOf(call: (...values: unknown[]) => RowValue, values: readonly unknown[]): Decided {
  if (values[0] === null) return null;
  const result = call(...values);
  return result === undefined ? undecided : result;
}
