import type { ASTNode } from "@marcbachmann/cel-js";
import { compileAll, type CompilePart, type Decided, type Evaluation, undecided } from "./evaluation";
import { hasDeepType } from "./known-types";
import { sizeOf } from "./size";

/** @param others what it is called with; `undecided` unless each of them is one that CEL takes */
type Method = (text: string, ...others: unknown[]) => Decided;

/** CEL's methods of texts, such as `row.name.startsWith("a")`, and `size()`. Null gives null. */
export function compileMethod(
  node: Extract<ASTNode, { op: "rcall" }>,
  compile: CompilePart,
): Evaluation | undefined {
  const [name, receiver, given] = node.args;
  const method = methods.get(name);
  const holder = compile(receiver);
  const others = compileAll(given, compile);
  if (!holder || !others) return undefined;
  if (name === "size" && others.length === 0) return (input) => sizeOfAny(holder(input));
  if (!method?.takes.includes(others.length)) return undefined;
  const { call } = method;
  return (input) => {
    const value = holder(input);
    const parameters = others.map((one) => one(input));
    if (!parameters.every((one) => hasDeepType(one))) return undecided;
    if (value === null) return null;
    return typeof value === "string" ? call(value, ...parameters) : undecided;
  };
}

function sizeOfAny(value: Decided): Decided {
  if (value === null) return null;
  return hasDeepType(value) ? sizeOf(value) : undecided;
}

function withText(call: (text: string, other: string) => Decided): Method {
  return (text, other) => (typeof other === "string" ? call(text, other) : undecided);
}

/** CEL fails if the part is not inside the text. */
const substring: Method = (text, start, end = text.length) => {
  const isInside = Number.isSafeInteger(start) && Number.isSafeInteger(end);
  const [from, to] = [start as number, end as number];
  return isInside && from >= 0 && from <= to && to <= text.length ? text.substring(from, to) : undecided;
};

/** By name, with how many parameters each takes. */
const methods: ReadonlyMap<string, { readonly takes: readonly number[]; readonly call: Method }> = new Map([
  ["startsWith", { takes: [1], call: withText((text, start) => text.startsWith(start)) }],
  ["endsWith", { takes: [1], call: withText((text, end) => text.endsWith(end)) }],
  ["contains", { takes: [1], call: withText((text, part) => text.includes(part)) }],
  ["split", { takes: [1], call: withText((text, separator) => text.split(separator)) }],
  ["indexOf", { takes: [1], call: withText((text, part) => text.indexOf(part)) }],
  ["lastIndexOf", { takes: [1], call: withText((text, part) => text.lastIndexOf(part)) }],
  ["substring", { takes: [1, 2], call: substring }],
  ["lowerAscii", { takes: [0], call: (text: string) => text.toLowerCase() }],
  ["upperAscii", { takes: [0], call: (text: string) => text.toUpperCase() }],
  ["trim", { takes: [0], call: (text: string) => text.trim() }],
]);
