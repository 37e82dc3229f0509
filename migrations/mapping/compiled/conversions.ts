import type { ASTNode } from "@marcbachmann/cel-js";
import { Decimal } from "../../items/row";
import { type CompilePart, type Decided, type Evaluation, undecided } from "./evaluation";
import { hasDeepType, isExact } from "./known-types";
import { sizeOf } from "./size";

/** @param isWhole see `compileArithmetic` */
type Conversion = (value: Exclude<Decided, null | undefined | symbol>, isWhole: boolean) => Decided;

/** `string()`, `int()`, `double()`, `bool()` and `size()`. Null gives null. */
export function compileConversion(
  name: string,
  given: readonly ASTNode[],
  compile: CompilePart,
  isWhole: boolean,
): Evaluation | undefined {
  const convert = conversions.get(name);
  const [parameter] = given;
  const evaluation = convert && given.length === 1 && parameter ? compile(parameter) : undefined;
  if (!convert || !evaluation) return undefined;
  return (input) => {
    const value = evaluation(input);
    if (value === null) return null;
    return hasDeepType(value) ? convert(value, isWhole) : undecided;
  };
}

const toText: Conversion = (value) => {
  switch (typeof value) {
    case "string":
      return value;
    case "boolean":
    case "bigint":
      return String(value);
    case "number":
      return Number.isFinite(value) && isExact(value) ? String(value) : undecided;
    default:
      if (value instanceof Decimal) return value.text;
      return value instanceof Date ? value.toISOString() : undecided;
  }
};

const fewDigits = /^-?\d{1,15}$/;

const toInt: Conversion = (value) => {
  if (typeof value === "bigint") return value;
  if (typeof value === "string") return fewDigits.test(value) ? Number(value) : undecided;
  const number = value instanceof Date ? Math.floor(value.getTime() / 1000) : value;
  if (typeof number !== "number") return undecided;
  const whole = Math.trunc(number);
  return Number.isSafeInteger(whole) ? whole : undecided;
};

const plainFraction = /^-?\d{1,15}(?:\.\d{1,15})?$/;

const toDouble: Conversion = (value, isWhole) => {
  const isText = typeof value === "string" && plainFraction.test(value);
  if (!isText && typeof value !== "number") return undecided;
  const number = Number(value);
  return isWhole && Number.isSafeInteger(number) ? number : Number.isInteger(number) ? undecided : number;
};

const toBool: Conversion = (value) => {
  if (typeof value === "boolean") return value;
  return value === "true" || (value === "false" ? false : undecided);
};

const conversions: ReadonlyMap<string, Conversion> = new Map<string, Conversion>([
  ["string", toText],
  ["int", toInt],
  ["double", toDouble],
  ["bool", toBool],
  ["size", sizeOf],
]);
