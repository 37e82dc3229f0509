import type { ASTNode } from "@marcbachmann/cel-js";
import type { RowValue } from "../../items/row";
import { compileAll, type CompilePart, type Evaluation, undecided } from "./evaluation";
import { hasDeepType } from "./known-types";

/** `{"1": "active", "2": "closed"}`, whose keys are fixed texts that differ. */
export function compileMap(
  entries: readonly (readonly [ASTNode, ASTNode])[],
  compile: CompilePart,
): Evaluation | undefined {
  const names = entries.map(([key]) => (key.op === "value" ? key.args : undefined));
  const isPlain = names.every((name) => typeof name === "string" && !(name in Object.prototype));
  const values = compileAll(
    entries.map(([, value]) => value),
    compile,
  );
  if (!isPlain || !values || new Set(names).size < names.length) return undefined;
  return (input) => {
    const map: Record<string, RowValue> = {};
    for (const [index, value] of values.entries()) {
      const member = value(input);
      if (!hasDeepType(member)) return undecided;
      map[names[index] as string] = member;
    }
    return map;
  };
}
