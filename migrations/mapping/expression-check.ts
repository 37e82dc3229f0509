import type { ASTNode, Environment } from "@marcbachmann/cel-js";
import { nearMiss } from "../../yaml-file";
import { wholeRange } from "./expression-range";
import { functions, signature } from "./functions/functions";
import { canonicalNumber } from "../items/number-text";

/** The functions that expressions can call. */
export interface KnownNames {
  readonly functions: ReadonlySet<string>;
  readonly methods: ReadonlySet<string>;
}

export function knownNames(environment: Environment): KnownNames {
  const all = environment.getDefinitions().functions;
  const names = (isMethod: boolean) =>
    new Set(all.filter((one) => (one.receiverType !== null) === isMethod).map((one) => one.name));
  return { functions: names(false), methods: names(true) };
}

/** What CEL itself would not say, or not plainly: a name that nothing has, arguments too many or too few, digits that get lost. */
/**
 * Both ways of calling are taken: `split(row.a, ",")` becomes `row.a.split(",")`, and `row.a.lower()` becomes
 * `lower(row.a)`. @returns the source with one such call rewritten, the innermost first; `undefined` if there is none
 */
export function rewriteCall(node: ASTNode, source: string, known: KnownNames): string | undefined {
  const inner = firstOf(childrenOf(node), (child) => rewriteCall(child, source, known));
  if (inner !== undefined) return inner;
  const text = (one: ASTNode) => {
    const { start, end } = wholeRange(one, source);
    return source.slice(start, end);
  };
  const put = (call: string) => {
    const { start, end } = wholeRange(node, source);
    return source.slice(0, start) + call + source.slice(end);
  };
  if (node.op === "call") {
    const [name, [first, ...others]] = node.args;
    if (first === undefined || known.functions.has(name) || !known.methods.has(name)) return undefined;
    return put(`(${text(first)}).${name}(${others.map(text).join(", ")})`);
  }
  if (node.op !== "rcall") return undefined;
  const [name, receiver, others] = node.args;
  // The method of this name is one of bytes only.
  const isFunctionOnly = known.functions.has(name) && (name === "string" || !known.methods.has(name));
  if (!isFunctionOnly && !functions.some((one) => one.name === name)) return undefined;
  return put(`${name}(${[receiver, ...others].map(text).join(", ")})`);
}

export function problemOf(node: ASTNode, known: KnownNames): string | undefined {
  return ownProblem(node, known) ?? firstOf(childrenOf(node), (child) => problemOf(child, known));
}

function ownProblem(node: ASTNode, known: KnownNames): string | undefined {
  switch (node.op) {
    case "call":
      return unknownName(node.args[0], known, "function") ?? wrongCount(node.args[0], node.args[1]);
    case "rcall":
      return unknownName(node.args[0], known, "method");
    case "value":
      return lostDigits(node);
    default:
      return undefined;
  }
}

function unknownName(name: string, known: KnownNames, what: "function" | "method"): string | undefined {
  if (known[`${what}s`].has(name)) return undefined;
  // A function can be called as a method, and the other way round.
  return `unknown ${what} ${name}()${nearMiss(name, [...new Set([...known.functions, ...known.methods])])}`;
}

/** CEL's own that give one type only of values, but null of null, as all functions do. */
const conversions = new Set([
  "int",
  "uint",
  "double",
  "string",
  "bool",
  "bytes",
  "size",
  "timestamp",
  "duration",
]);

/** What a node's type is checked by, which CEL does not declare. */
interface Checked {
  readonly meta: {
    readonly check: (checker: { readonly dynType: unknown }, node: unknown, context: unknown) => unknown;
  };
  setMeta(name: "check", check: Checked["meta"]["check"]): void;
}

/** Leaves the type of conversions open until a row is there, so that `int(row.a) + 1` can be null. */
export function loosenConversions(node: ASTNode): void {
  childrenOf(node).forEach(loosenConversions);
  if (node.op !== "call" || !conversions.has(node.args[0])) return;
  const checked = node as unknown as Checked;
  const { check } = checked.meta;
  checked.setMeta("check", (checker, one, context) => {
    check(checker, one, context);
    return checker.dynType;
  });
}

function wrongCount(name: string, given: readonly ASTNode[]): string | undefined {
  const called = functions.find((one) => one.name === name);
  if (!called) return undefined;
  const { takes, optional = 0 } = called;
  if (given.length <= takes.length && given.length >= takes.length - optional) return undefined;
  return `${signature(called)} is given ${given.length} value${given.length === 1 ? "" : "s"}`;
}

function lostDigits(node: ASTNode): string | undefined {
  if (typeof node.args !== "number") return undefined;
  const written = node.input.slice(node.start, node.end);
  const digits = canonicalNumber(written);
  if (digits === undefined || digits === canonicalNumber(String(node.args))) return undefined;
  return `${written} has more digits than CEL keeps of a fraction; write number('${written}')`;
}

function childrenOf(node: ASTNode): ASTNode[] {
  return [node.args].flat(Infinity as 1).filter((one): one is ASTNode => isNode(one));
}

function isNode(value: unknown): boolean {
  return typeof value === "object" && value !== null && "op" in value;
}

function firstOf<T, Result>(all: readonly T[], look: (one: T) => Result | undefined): Result | undefined {
  for (const one of all) {
    const found = look(one);
    if (found !== undefined) return found;
  }
  return undefined;
}
