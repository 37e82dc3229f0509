import type { ASTNode } from "@marcbachmann/cel-js";
import { compileAll, type CompilePart, type Decided, type Evaluation, undecided } from "./evaluation";
import { hasDeepType, isExactNumber, isMap } from "./known-types";
import { ownMember } from "./members";
import type { RowValue } from "../../items/row";

/** `row.status in ["open", "closed"]`, and `in` of a list, set or map of the row. */
export function compileMembership(
  node: Extract<ASTNode, { op: "in" }>,
  compile: CompilePart,
): Evaluation | undefined {
  const [member, holder] = compileAll(node.args, compile) ?? [];
  if (!member || !holder) return undefined;
  return (input) => isIn(member(input), holder(input));
}

function isIn(member: Decided, holder: Decided): Decided {
  if (!hasDeepType(holder)) return undecided;
  if (typeof member === "string") {
    if (Array.isArray(holder)) return holder.includes(member);
    if (holder instanceof Set) return holder.has(member);
    return isMap(holder) ? ownMember(holder, member) !== undefined : undecided;
  }
  if (!isExactNumber(member) || !Array.isArray(holder)) return undecided;
  const numbers = holder as readonly RowValue[];
  // A number and a bigint are equal if their values are.
  return numbers.every((one) => isExactNumber(one)) ? numbers.some((one) => one == member) : undecided;
}
