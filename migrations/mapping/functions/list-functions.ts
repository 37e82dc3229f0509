import { canonicalValue } from "../../items/canonical-item";
import { marshal } from "../../items/marshal";
import { type Decimal, type RowValue, typeName } from "../../items/row";
import { type CelFunction, isNumber, listOf, refuse } from "./cel-function";
import { compareNumbers, exactRound, exactSum } from "./decimal-sum";

type ExactNumber = number | bigint | Decimal;

/** Functions over lists and sets. As in SQL, members that are null are not counted; only `distinct` keeps them. */
export const listFunctions: readonly CelFunction[] = [
  { name: "sum", takes: ["list"], call: (list) => exactSum(numbersOf("sum", list)) },
  { name: "avg", takes: ["list"], call: average },
  { name: "min", takes: ["list"], call: (list) => sorted("min", list)[0] ?? null },
  { name: "max", takes: ["list"], call: (list) => sorted("max", list).at(-1) ?? null },
  { name: "sort", takes: ["list", "order"], optional: 1, call: sort },
  { name: "distinct", takes: ["list"], call: distinct },
  { name: "round", takes: ["number", "places"], optional: 1, call: round },
];

/** Calculations take neither infinity nor what is not a number, which CEL's division gives. */
function isFiniteNumber(value: RowValue): value is ExactNumber {
  return isNumber(value) && (typeof value !== "number" || Number.isFinite(value));
}

function membersOf(name: string, list: RowValue): readonly RowValue[] {
  return listOf(name, list).filter((member) => member !== null && member !== undefined);
}

function numbersOf(name: string, list: RowValue): readonly ExactNumber[] {
  return membersOf(name, list).map((member) =>
    isFiniteNumber(member)
      ? member
      : refuse(`${name}() takes a list of numbers; number() makes one of text`, member),
  );
}

/** The exact sum divided by the number of members, as a double; null for an empty list. */
function average(list: RowValue): RowValue {
  const numbers = numbersOf("avg", list);
  return numbers.length === 0 ? null : Number(String(exactSum(numbers))) / numbers.length;
}

/** Members in ascending order: numbers by value, dates by time, texts by their UTF-8 bytes, as sort keys. */
function sorted(name: string, list: RowValue): readonly RowValue[] {
  const members = membersOf(name, list);
  const [first] = members;
  const compare = comparisonOf(name, first);
  const type = typeName(first);
  const odd = members.find((member) => typeName(member) !== type);
  if (odd !== undefined) refuse(`${name}() takes a list of one type, its first member is a ${type}`, odd);
  return members.toSorted(compare);
}

function comparisonOf(name: string, first: RowValue): (a: RowValue, b: RowValue) => number {
  if (first === undefined || typeof first === "string")
    return (a, b) => Buffer.compare(Buffer.from(a as string), Buffer.from(b as string));
  if (isFiniteNumber(first)) return (a, b) => compareNumbers(a as ExactNumber, b as ExactNumber);
  if (first instanceof Date) return (a, b) => (a as Date).getTime() - (b as Date).getTime();
  return refuse(`${name}() takes a list of numbers, texts or dates`, first);
}

function sort(list: RowValue, order: RowValue = "asc"): RowValue {
  if (order !== "asc" && order !== "desc") return refuse('sort() takes the order "asc" or "desc"', order);
  const members = sorted("sort", list);
  return order === "asc" ? members : members.toReversed();
}

/** The first of members that DynamoDB stores as the same value: `1` and `1.0` are one. */
function distinct(list: RowValue): RowValue {
  const firsts = new Map<string, RowValue>();
  for (const member of listOf("distinct", list)) {
    const key = canonicalValue(marshal({ member }, false)["member"] ?? { NULL: true });
    if (!firsts.has(key)) firsts.set(key, member);
  }
  return [...firsts.values()];
}

const maxPlaces = 100;

function round(value: RowValue, places: RowValue = 0): RowValue {
  if (!isFiniteNumber(value)) return refuse("round() takes a number; number() makes one of text", value);
  const count = Number(places);
  if (!(typeof places === "number" || typeof places === "bigint") || !(count >= 0 && count <= maxPlaces))
    return refuse(`round() takes 0 to ${maxPlaces} decimal places`, places);
  return exactRound(value, Math.trunc(count));
}
