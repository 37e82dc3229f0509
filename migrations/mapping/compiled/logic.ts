import type { ASTNode } from "@marcbachmann/cel-js";
import { compileAll, type CompilePart, type Evaluation, undecided } from "./evaluation";

/** `&&` and `||`. CEL's own evaluation has the last word about errors, which the other side may make harmless. */
export function compileLogic(
  node: Extract<ASTNode, { op: "&&" | "||" }>,
  compile: CompilePart,
): Evaluation | undefined {
  const [left, right] = compileAll(node.args, compile) ?? [];
  if (!left || !right) return undefined;
  // The value of the left side that decides.
  const decisive = node.op === "||";
  return (input) => {
    const value = left(input);
    if (value === decisive) return decisive;
    if (value !== !decisive) return undecided;
    const other = right(input);
    return typeof other === "boolean" ? other : undecided;
  };
}

/** `!`. */
export function compileNot(operand: ASTNode, compile: CompilePart): Evaluation | undefined {
  const evaluation = compile(operand);
  if (!evaluation) return undefined;
  return (input) => {
    const value = evaluation(input);
    return typeof value === "boolean" ? !value : undecided;
  };
}

/** `condition ? a : b`. */
export function compileTernary(
  node: Extract<ASTNode, { op: "?:" }>,
  compile: CompilePart,
): Evaluation | undefined {
  const [condition, yes, no] = compileAll(node.args, compile) ?? [];
  if (!condition || !yes || !no) return undefined;
  return (input) => {
    const value = condition(input);
    if (typeof value !== "boolean") return undecided;
    return value ? yes(input) : no(input);
  };
}
