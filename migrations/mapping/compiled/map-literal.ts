import type { ASTNode } from "@marcbachmann/cel-js";
import type { RowValue } from "../../items/row";
import { compileAll, type CompilePart, type Decided, type Evaluation, undecided } from "./evaluation";
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
  const make: Evaluation = (input) => {
    const map: Record<string, RowValue> = {};
    // Iterating over entries would make a pair for each member.
    for (let index = 0; index < values.length; index++) {
      const member = (values[index] as Evaluation)(input);
      if (!hasDeepType(member)) return undecided;
      map[names[index] as string] = member;
    }
    return map;
  };
  return entries.every(([, value]) => value.op === "value") ? constant(make) : make;
}

/** Makes a value that is the same for every row only once. */
function constant(make: Evaluation): Evaluation {
  let made: Decided;
  return (input) => (made ??= make(input));
}
