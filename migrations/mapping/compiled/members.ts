import type { ASTNode } from "@marcbachmann/cel-js";
import type { RowObject, RowValue } from "../../items/row";
import { checkedType, type CompilePart, type Decided, type Evaluation, undecided } from "./evaluation";
import { hasType, isMap, isOrdinary } from "./known-types";

/** `row.name`, `row["name"]`, `row.list[0]`, `env.NAME`. */
export function compileAccess(
  node: Extract<ASTNode, { op: "." | "[]" }>,
  compile: CompilePart,
): Evaluation | undefined {
  const holder = compileHolder(node.args[0], compile);
  if (!holder) return undefined;
  const name = memberName(node);
  if (name !== undefined) {
    const read = readerOf(name);
    return (input) => read(holder(input));
  }
  const key = node.op === "[]" ? compile(node.args[1]) : undefined;
  return key && ((input) => elementOf(holder(input), key(input)));
}

/** The object that a member is read from: the environment, or a value whose type depends on the row. */
export function compileHolder(node: ASTNode, compile: CompilePart): Evaluation | undefined {
  if (node.op === "id" && node.args === "env") return ({ env }) => env;
  // CEL does not check what has() is asked of.
  return ["dyn", ""].includes(checkedType(node)) ? compile(node) : undefined;
}

/** The name of a member that stands in the expression itself. */
export function memberName(node: Extract<ASTNode, { op: "." | "[]" }>): string | undefined {
  if (node.op === ".") return node.args[1];
  const key = node.args[1];
  return key.op === "value" && typeof key.args === "string" ? key.args : undefined;
}

/** A map's own member; `undefined` if it has none. */
export function ownMember(map: RowObject, name: string): RowValue {
  return Object.hasOwn(map, name) ? map[name] : undefined;
}

function readerOf(name: string): (holder: Decided) => Decided {
  const isInherited = name in Object.prototype;
  return (holder) => {
    if (typeof holder !== "object" || holder === null) return undecided;
    if (!isInherited && isOrdinary(holder)) return typed(holder[name]);
    return isMap(holder) ? typed(ownMember(holder, name)) : undecided;
  };
}

function elementOf(holder: Decided, key: Decided): Decided {
  let value: RowValue;
  if (typeof key === "string") value = isMap(holder) ? ownMember(holder, key) : undefined;
  else if (Array.isArray(holder) && (typeof key === "number" || typeof key === "bigint"))
    value = (holder as readonly RowValue[])[Number(key)];
  return typed(value);
}

function typed(value: RowValue): Decided {
  return hasType(value) ? value : undecided;
}
