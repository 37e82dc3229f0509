import type { ASTNode } from "@marcbachmann/cel-js";
import type { RowValue } from "../../items/row";
import { type CompilePart, type Decided, type Evaluation, undecided } from "./evaluation";
import { hasType, isMap } from "./known-types";
import { compileHolder, ownMember } from "./members";

/** `has(row.name)`. */
export function compileHas(
  node: Extract<ASTNode, { op: "call" }>,
  compile: CompilePart,
): Evaluation | undefined {
  const [field] = node.args[1];
  if (field?.op !== ".") return undefined;
  const holder = compileHolder(field.args[0], compile);
  const name = field.args[1];
  return holder && ((input) => hasMember(holder(input), name));
}

function hasMember(holder: Decided, name: string): Decided {
  if (typeof holder !== "object" || holder === null) return typeof holder === "symbol" ? undecided : false;
  if (Array.isArray(holder)) return false;
  if (!isMap(holder)) return undecided;
  const value: RowValue = ownMember(holder, name);
  return value === undefined ? false : hasType(value) || undecided;
}
