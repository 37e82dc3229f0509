import type { ASTNode } from "@marcbachmann/cel-js";
import { type CompilePart, type Decided, type Evaluation, undecided } from "./evaluation";
import { hasDeepType, isExactNumber } from "./known-types";

type Comparison = Extract<ASTNode, { op: "==" | "!=" | "<" | "<=" | ">" | ">=" }>;
type Compare = (left: Decided, right: Decided) => Decided;

/** `==`, `!=`, `<`, `<=`, `>`, `>=`. */
export function compileComparison(node: Comparison, compile: CompilePart): Evaluation | undefined {
  const left = compileOperand(node.args[0], compile);
  const right = compileOperand(node.args[1], compile);
  if (!left || !right) return undefined;
  const compare = comparisons[node.op];
  return (input) => compare(left(input), right(input));
}

/** A literal `2.0` is compared as 2 is, though elsewhere it is a `double`. */
function compileOperand(node: ASTNode, compile: CompilePart): Evaluation | undefined {
  const literal = node.op === "value" ? node.args : undefined;
  return typeof literal === "number" ? () => literal : compile(node);
}

const comparisons: Readonly<Record<Comparison["op"], Compare>> = {
  "==": areEqual,
  "!=": (left, right) => {
    const equal = areEqual(left, right);
    return equal === undecided ? undecided : !equal;
  },
  "<": ordered((left, right) => left < right),
  "<=": ordered((left, right) => left <= right),
  ">": ordered((left, right) => left > right),
  ">=": ordered((left, right) => left >= right),
};

/** Two numbers, texts or booleans have an order. */
function ordered(compare: (left: number, right: number) => boolean): Compare {
  return (left, right) => {
    const isOrdered =
      typeof left === "string" || typeof left === "boolean"
        ? typeof left === typeof right
        : isExactNumber(left) && isExactNumber(right);
    return isOrdered ? compare(left as number, right as number) : undecided;
  };
}

/** Values of different types are not equal; numbers are if their values are. */
function areEqual(left: Decided, right: Decided): Decided {
  if (left === null) return isNull(right);
  if (right === null) return isNull(left);
  if (!isScalar(left) || !isScalar(right)) return undecided;
  if (typeof left === typeof right) return left === right;
  // A number and a bigint.
  return isExactNumber(left) && isExactNumber(right) ? left == right : false;
}

function isScalar(value: Decided): value is string | number | bigint | boolean {
  return typeof value === "string" || typeof value === "boolean" || isExactNumber(value);
}

function isNull(value: Decided): Decided {
  if (value === null) return true;
  return hasDeepType(value) ? false : undecided;
}
