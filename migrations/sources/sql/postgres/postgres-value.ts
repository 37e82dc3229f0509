import { exactNumber } from "../../../items/exact-number";
import type { RowValue } from "../../../items/row";
import { parseExactJson } from "../../../items/exact-json";

/** Turns a cell's text into a row's value. @throws Error for what no attribute can hold */
export type Decode = (text: string) => RowValue;

/** Takes apart the text of an array, such as `{1,{2,NULL}}`. */
export type ParseArray = (text: string, decode: (member: string) => unknown) => unknown[];

/** Properties of a type: https://www.postgresql.org/docs/current/catalog-pg-type.html */
export interface PostgresType {
  readonly oid: number;
  /** As it is written in a cast. */
  readonly name: string;
  /** Of a domain, the type that it narrows. */
  readonly base: number | undefined;
  /** Of an array, the type of its members. */
  readonly member: number | undefined;
  /** Whether it is compared by a collation. */
  readonly isCollated: boolean;
}

const decoders: Readonly<Record<number, Decode>> = {
  16: (text) => text === "t", // boolean
  17: binary, // bytea
  20: number, // bigint
  21: number, // smallint
  23: number, // integer
  26: number, // oid
  114: parseExactJson, // json
  700: number, // real
  701: number, // double precision
  1114: moment, // timestamp
  1184: moment, // timestamp with time zone, in UTC
  1700: number, // numeric
  3802: parseExactJson, // jsonb
};

/** Its members stand between semicolons. */
const arrayOfBoxes = 1020;

/**
 * How to read the cells of a type. Numbers keep every digit, `json` becomes maps and lists, `bytea` binary, arrays
 * lists. A `timestamp` becomes `2024-01-31T10:11:12.123456`, without a zone, for it has none; a `timestamptz` the
 * same in UTC with a `Z`. Every other type is its text: `uuid`, `inet`, enums, ranges; an `interval` is ISO 8601's.
 */
export function decoderOf(
  oid: number,
  types: ReadonlyMap<number, PostgresType>,
  parseArray: ParseArray,
): Decode {
  const type = types.get(oid);
  if (type?.base !== undefined) return decoderOf(type.base, types, parseArray);
  if (type?.member === undefined || oid === arrayOfBoxes) return decoders[oid] ?? ((text) => text);
  const decode = decoderOf(type.member, types, parseArray);
  return (text) => parseArray(text, decode) as RowValue;
}

function number(text: string): RowValue {
  if (/\d/.test(text)) return exactNumber(text);
  throw new Error(`${text} is not a DynamoDB number; select it as text or NULL, or exclude such rows`);
}

function binary(text: string): RowValue {
  return new Uint8Array(Buffer.from(text.slice("\\x".length), "hex"));
}

/** Days before the common era and `infinity` stay as they are. */
function moment(text: string): RowValue {
  const parts = /^(\d{4,}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d+)?)(\+00)?$/.exec(text);
  return parts ? `${parts[1]}T${parts[2]}${parts[3] ? "Z" : ""}` : text;
}
