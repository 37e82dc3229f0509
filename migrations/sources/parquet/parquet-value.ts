import { parseExactJson } from "../../items/exact-json";
import { exactNumber } from "../../items/exact-number";
import type { RowValue } from "../../items/row";
import type { SchemaElement, SchemaNode } from "./parquet-driver";
import { dateText, timestampText, timeText, unitsPerSecond } from "./parquet-time";

/** Turns a value of a column, as hyparquet gives it, into a row's. */
export type ReadValue = (value: unknown) => RowValue;

/** Types that this module converts itself, with every digit. */
const ownTypes = /^(DECIMAL|TIMESTAMP|DATE|TIME)/;

/** The name of an element's type beyond its physical one; `undefined` if it has none. */
function typeOf({ converted_type: converted, logical_type: logical }: SchemaElement): string | undefined {
  return logical?.type ?? converted;
}

/** Whether hyparquet would give an inexact value, so that it must not know the type. */
export function isOwnType(element: SchemaElement): boolean {
  return ownTypes.test(typeOf(element) ?? "") || ownTypes.test(element.converted_type ?? "");
}

/** The element without its type, so that hyparquet gives the physical value. */
export function withoutType(element: SchemaElement): SchemaElement {
  return { ...element, converted_type: undefined, logical_type: undefined };
}

/** How the values of a node of the schema are read. Lists become lists; groups and maps become maps. */
export function readerOf({ element, children }: SchemaNode): ReadValue {
  if (children.length === 0) return orNull(leafReader(element));
  const type = typeOf(element);
  if (type === "LIST") return orNull(listReader(children));
  if (type === "MAP" || type === "MAP_KEY_VALUE") return orNull(mapReader(children));
  const isRepeated = element.repetition_type === "REPEATED";
  const group = orNull(groupReader(children));
  return isRepeated ? orNull((value) => (value as unknown[]).map(group)) : group;
}

function orNull(read: ReadValue): ReadValue {
  return (value) => (value === null || value === undefined ? null : read(value));
}

/** A list is a group with a repeated group, which has the element or is it. */
function listReader([repeated]: readonly SchemaNode[]): ReadValue {
  if (!repeated) return plainValue;
  const [only] = repeated.children;
  const isWrapper = only !== undefined && repeated.children.length === 1;
  const element = isWrapper
    ? readerOf(only)
    : readerOf({ ...repeated, element: { ...repeated.element, repetition_type: "REQUIRED" } });
  return (value) => Array.from(value as ArrayLike<unknown>, element);
}

/** hyparquet gives an object for a map. */
function mapReader([entries]: readonly SchemaNode[]): ReadValue {
  const member = entries?.children[1];
  const read = member ? readerOf(member) : plainValue;
  return (value) => {
    const pairs =
      value instanceof Map ? [...(value as Map<unknown, unknown>)] : Object.entries(value as object);
    return Object.fromEntries(pairs.map(([name, one]) => [String(name), read(one)]));
  };
}

function groupReader(children: readonly SchemaNode[]): ReadValue {
  const members = children.map((child) => [child.element.name, readerOf(child)] as const);
  return (value) => {
    const group = value as Readonly<Record<string, unknown>>;
    return Object.fromEntries(members.map(([name, read]) => [name, read(group[name])]));
  };
}

function leafReader(element: SchemaElement): ReadValue {
  const read = singleReader(element);
  if (element.repetition_type !== "REPEATED") return read;
  return (value) => Array.from(value as ArrayLike<unknown>, read);
}

function singleReader(element: SchemaElement): ReadValue {
  const { logical_type: logical, converted_type: converted = "" } = element;
  const type = typeOf(element) ?? "";
  if (type === "DECIMAL") {
    const scale = logical?.scale ?? element.scale ?? 0;
    return (value) => decimal(wholeNumber(value), scale);
  }
  if (type === "DATE") return (value) => dateText(Number(value));
  if (type.startsWith("TIMESTAMP")) {
    const units = unitsPerSecond(logical?.unit ?? converted);
    const isUtc = logical?.isAdjustedToUTC ?? true;
    return (value) => timestampText(wholeNumber(value), units, isUtc);
  }
  if (type.startsWith("TIME")) {
    const units = unitsPerSecond(logical?.unit ?? converted);
    return (value) => timeText(wholeNumber(value), units);
  }
  if (element.type === "FLOAT") return (value) => shortestFloat(value as number);
  return plainValue;
}

function plainValue(value: unknown): RowValue {
  if (typeof value === "bigint") return exactNumber(String(value));
  if (ArrayBuffer.isView(value)) {
    const { buffer, byteOffset, byteLength } = value;
    // A copy: the bytes of a whole column would stay in memory with it.
    return new Uint8Array(buffer, byteOffset, byteLength).slice();
  }
  return value as RowValue;
}

/** A whole number from a number, or from the bytes of one in two's complement, most significant byte first. */
function wholeNumber(value: unknown): bigint {
  if (typeof value === "bigint") return value;
  if (typeof value === "number") return BigInt(value);
  const bytes = value as Uint8Array;
  const unsigned = bytes.length === 0 ? 0n : BigInt(`0x${Buffer.from(bytes).toString("hex")}`);
  return BigInt.asIntN(Math.max(1, bytes.length * 8), unsigned);
}

function decimal(digits: bigint, scale: number): RowValue {
  const text = String(digits < 0n ? -digits : digits).padStart(scale + 1, "0");
  const sign = digits < 0n ? "-" : "";
  const whole = text.slice(0, text.length - scale);
  return exactNumber(scale === 0 ? sign + whole : `${sign}${whole}.${text.slice(text.length - scale)}`);
}

/** The number with the fewest digits that is this one in 32 bits: 0.1, not 0.10000000149011612. */
function shortestFloat(value: number): number {
  for (let digits = 6; digits <= 9; digits++) {
    const shorter = Number(value.toPrecision(digits));
    if (Math.fround(shorter) === value) return shorter;
  }
  return value;
}

/** What hyparquet calls for values whose types it keeps. */
export const parsers = {
  jsonFromBytes: (bytes: Uint8Array) => bytes && parseExactJson(Buffer.from(bytes).toString()),
  geometryFromBytes: (bytes: Uint8Array) => bytes,
  geographyFromBytes: (bytes: Uint8Array) => bytes,
  timestampFromNanoseconds: (nanos: bigint) => timestampText(nanos, 1_000_000_000n, true),
};
