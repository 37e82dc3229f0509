import type { ASTNode } from "@marcbachmann/cel-js";
import type { MappingInput } from "../mapping-input";
import type { RowValue } from "../../items/row";

/** Stands for a value that only CEL's own evaluation can tell; so does an error of an {@link Evaluation}. */
export const undecided: unique symbol = Symbol("undecided");

/**
 * A value, or {@link undecided}. A value is one that a row can have, and `toCel` of it is what CEL's own evaluation gives:
 * a `number` without a fraction is an `int`, never a `double`.
 */
export type Decided = RowValue | typeof undecided;

/** The compiled form of a part of an expression: returns its value for a row. */
export type Evaluation = (input: MappingInput) => Decided;

/** Compiles a part of an expression. `undefined` if it has a form that only CEL's own evaluation knows. */
export type CompilePart = (node: ASTNode) => Evaluation | undefined;

/** Compiles all of some parts, or none. */
export function compileAll(nodes: readonly ASTNode[], compile: CompilePart): Evaluation[] | undefined {
  const compiled: Evaluation[] = [];
  for (const node of nodes) {
    const evaluation = compile(node);
    if (!evaluation) return undefined;
    compiled.push(evaluation);
  }
  return compiled;
}

/** The type that CEL's check found for a part, such as `int`; `dyn` if only a row tells. */
export function checkedType(node: ASTNode): string {
  return (node as unknown as { readonly checkedType?: { readonly name: string } }).checkedType?.name ?? "";
}
