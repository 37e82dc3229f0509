import { type Document, isAlias, isMap, isScalar, isSeq, type LineCounter, type Node, visit } from "yaml";
import type { LocatedProblem } from "./problem";

/** Whether a key is the merge key `<<`. In quotes it is a key like any other. */
export function isMergeKey(key: unknown): boolean {
  return isScalar(key) && typeof key.value === "symbol" && key.value.description === "<<";
}

/**
 * A merge key takes a mapping, an alias of one, or a list of those. For other values, the library reports no
 * position.
 */
export function mergeProblems(file: string, lines: LineCounter, document: Document.Parsed): LocatedProblem[] {
  const problems: LocatedProblem[] = [];
  visit(document, {
    Pair: (_, { key, value }) => {
      if (!isMergeKey(key)) return;
      const node = isAlias(value) ? value.resolve(document) : value;
      const sources = isSeq(node) ? node.items : [node];
      if (sources.every((source) => isMap(isAlias(source) ? source.resolve(document) : source))) return;
      const { line, col } = lines.linePos((key as Node).range?.[0] ?? 0);
      const message = "<< must be followed by a mapping, or by an alias of one such as *base";
      problems.push({ file, line, column: col, path: "", message });
    },
  });
  return problems;
}
