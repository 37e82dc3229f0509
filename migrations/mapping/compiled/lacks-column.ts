import type { ASTNode } from "@marcbachmann/cel-js";
import type { MappingInput } from "../mapping-input";
import { isMap } from "./known-types";
import { memberName, ownMember } from "./members";

/**
 * For an expression that is one column alone, such as `row.name`: whether a row lacks it. Files often leave columns out, and
 * CEL's error costs more than all else.
 */
export function lacksColumn(tree: ASTNode): ((input: MappingInput) => boolean) | undefined {
  if (tree.op !== "." && tree.op !== "[]") return undefined;
  const [holder] = tree.args;
  const name = memberName(tree);
  if (name === undefined || holder.op !== "id" || holder.args !== "row") return undefined;
  return ({ row }) => isMap(row) && ownMember(row, name) === undefined;
}
