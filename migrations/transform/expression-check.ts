import type { ASTNode, Environment } from "@marcbachmann/cel-js";
import { nearMiss } from "../../yaml-file";
import { functions, signature } from "./functions/functions";
import { canonicalNumber } from "./number-text";

/** What expressions can call. */
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
export function problemOf(node: ASTNode, known: KnownNames): string | undefined {
  return ownProblem(node, known) ?? firstOf(childrenOf(node), (child) => problemOf(child, known));
}

function ownProblem(node: ASTNode, known: KnownNames): string | undefined {
  switch (node.op) {
    case "call":
      return unknownName(node.args[0], known.functions, "function") ?? wrongCount(node.args[0], node.args[1]);
    case "rcall":
      return (
        wrongStyle(node.args[0], node.args[1], known) ?? unknownName(node.args[0], known.methods, "method")
      );
    case "value":
      return lostDigits(node);
    default:
      return undefined;
  }
}

function unknownName(name: string, known: ReadonlySet<string>, what: string): string | undefined {
  if (known.has(name)) return undefined;
  return `unknown ${what} ${name}()${nearMiss(name, [...known])}`;
}

/** `row.url.sha256()` for `sha256(row.url)`; `optional.of` and `cel.bind` only look like methods. */
function wrongStyle(name: string, receiver: ASTNode, known: KnownNames): string | undefined {
  if (known.methods.has(name) || !functions.some((one) => one.name === name)) return undefined;
  const value = receiver.input.slice(receiver.start, receiver.end);
  return `${name}() is written before its value: ${name}(${value})`;
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
