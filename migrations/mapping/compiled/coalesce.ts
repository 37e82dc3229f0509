import type { ASTNode } from "@marcbachmann/cel-js";
import { compileAll, type CompilePart, type Evaluation } from "./evaluation";
import { lacksColumn } from "./lacks-column";

/** `coalesce(row.a, row.b, …)` and `default(row.a, "x")`: the first value that the row has and that is not null. */
export function compileCoalesce(nodes: readonly ASTNode[], compile: CompilePart): Evaluation | undefined {
  const values = compileAll(nodes, compile);
  if (!values) return undefined;
  const lacking = nodes.map((node) => lacksColumn(node));
  const last = values.length - 1;
  return (input) => {
    for (let at = 0; at < last; at++) {
      if (lacking[at]?.(input)) continue;
      const value = (values[at] as Evaluation)(input);
      if (value !== null) return value;
    }
    return (values[last] as Evaluation)(input);
  };
}
