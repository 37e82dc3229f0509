import type { ASTNode } from "@marcbachmann/cel-js";
import {
  checkedType,
  compileAll,
  type CompilePart,
  type Decided,
  type Evaluation,
  undecided,
} from "./evaluation";
import { isExactNumber } from "./known-types";

type Arithmetic = Extract<ASTNode, { op: "+" | "-" | "*" | "/" | "%" }>;

/** CEL's `int` has 64 bits. */
const maxInt = 2n ** 63n - 1n;
const minInt = -(2n ** 63n);

/**
 * `+`, `-`, `*`, `/`, `%` of numbers, `+` of texts, and all of them of null, which gives null.
 * @param isWhole whether it is the whole expression. Inside another, a `double` without a fraction would pass for an `int`.
 */
export function compileArithmetic(
  node: Arithmetic,
  compile: CompilePart,
  isWhole: boolean,
): Evaluation | undefined {
  const types = node.args.map(checkedType);
  // CEL takes the type of `1 + 1.5` for int.
  if (!types.includes("dyn") && types[0] !== types[1]) return undefined;
  const [left, right] = compileAll(node.args, compile) ?? [];
  if (!left || !right) return undefined;
  const { op } = node;
  const ofNumbers = numbers[op];
  return (input) => {
    const a = left(input);
    const b = right(input);
    if (typeof a === "number" && typeof b === "number") return ofNumbers(a, b, isWhole);
    if (typeof a === "string" && typeof b === "string") return op === "+" ? a + b : undecided;
    return a === null || b === null ? ofNull(a, b) : ofLongNumbers(op, a, b);
  };
}

/** `-`. */
export function compileMinus(operand: ASTNode, compile: CompilePart): Evaluation | undefined {
  const evaluation = compile(operand);
  if (!evaluation) return undefined;
  return (input) => {
    const value = evaluation(input);
    return isExactNumber(value) ? -value : undecided;
  };
}

type OfNumbers = (a: number, b: number, isWhole: boolean) => Decided;

const numbers: Readonly<Record<Arithmetic["op"], OfNumbers>> = {
  "+": (a, b, isWhole) => checked(a + b, a, b, isWhole),
  "-": (a, b, isWhole) => checked(a - b, a, b, isWhole),
  "*": (a, b, isWhole) => checked(a * b, a, b, isWhole),
  "/": (a, b, isWhole) => {
    // CEL's whole numbers have no negative zero, whose sign only a division shows; and CEL words its error.
    if (b === 0) return undecided;
    const areWhole = Number.isSafeInteger(a) && Number.isSafeInteger(b);
    return areWhole ? (a - (a % b)) / b : checked(a / b, a, b, isWhole);
  },
  "%": (a, b) => (Number.isSafeInteger(a) && Number.isSafeInteger(b) && b !== 0 ? a % b : undecided),
};

/** A result of numbers, if it is certain to be CEL's and to have CEL's type. */
function checked(result: number, a: number, b: number, isWhole: boolean): Decided {
  if (Number.isSafeInteger(a) && Number.isSafeInteger(b))
    return Number.isSafeInteger(result) ? result : undecided;
  if (!isExactNumber(a) || !isExactNumber(b)) return undecided;
  return !Number.isInteger(result) || (isWhole && Number.isSafeInteger(result)) ? result : undecided;
}

/** Null and a number or text; CEL has no overload for others. */
function ofNull(a: Decided, b: Decided): Decided {
  const other = a === null ? b : a;
  return other === null || ["string", "number", "bigint"].includes(typeof other) ? null : undecided;
}

/** Whole numbers of which one at least does not fit a JavaScript number. */
function ofLongNumbers(op: Arithmetic["op"], a: Decided, b: Decided): Decided {
  if (!isLong(a) || !isLong(b) || !(op === "+" || op === "-" || op === "*")) return undecided;
  const [x, y] = [BigInt(a), BigInt(b)];
  const result = op === "+" ? x + y : op === "-" ? x - y : x * y;
  return result <= maxInt && result >= minInt ? result : undecided;
}

function isLong(value: Decided): value is number | bigint {
  return typeof value === "bigint" || Number.isSafeInteger(value);
}
