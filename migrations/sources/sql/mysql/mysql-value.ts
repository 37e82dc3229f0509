import { exactNumber } from "../../../items/exact-number";
import type { RowValue } from "../../../items/row";
import { parseExactJson } from "../../../items/exact-json";

/** The server's description of a column: https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_com_query_response_text_resultset_column_definition.html */
export interface MysqlColumn {
  readonly name: string;
  readonly columnType: number;
  readonly characterSet: number;
  readonly flags: number;
  /** MariaDB's JSON, which is a text to MySQL's protocol. */
  readonly extendedFormat?: string;
  /** Those of an ENUM or SET column of a table, in the order of its definition. */
  readonly labels?: readonly string[];
}

/** Kinds of a column's values that are read differently. */
export type MysqlKind =
  "number" | "float" | "bit" | "choice" | "json" | "date" | "moment" | "utc" | "time" | "binary" | "text";

const binaryCharacterSet = 63;
const enumFlag = 0x100;
const setFlag = 0x800;

const kinds: Readonly<Record<number, MysqlKind>> = {
  0: "number", // decimal, before 5.0
  1: "number", // tinyint
  2: "number", // smallint
  3: "number", // int
  4: "float",
  5: "number", // double
  7: "utc", // timestamp
  8: "number", // bigint
  9: "number", // mediumint
  10: "date",
  11: "time",
  12: "moment", // datetime
  13: "number", // year
  14: "date",
  16: "bit",
  242: "binary", // vector
  245: "json",
  246: "number", // decimal
  247: "choice",
  248: "choice",
  255: "binary", // geometry
};

export function kindOf({ columnType, characterSet, flags, extendedFormat }: MysqlColumn): MysqlKind {
  if (extendedFormat === "json") return "json";
  if ((flags & (enumFlag | setFlag)) !== 0) return "choice";
  return kinds[columnType] ?? (characterSet === binaryCharacterSet ? "binary" : "text");
}

export function isSet({ flags }: MysqlColumn): boolean {
  return (flags & setFlag) !== 0;
}

/**
 * A cell of the text protocol as a row's value. Numbers keep every digit. A DATETIME becomes `2024-01-31T10:11:12`,
 * without a zone, since it has none; a TIMESTAMP, read in UTC, gets a `Z`. Fractional seconds keep the column's
 * digits. Invalid dates such as `0000-00-00` stay unchanged.
 *
 * @throws Error if JSON is invalid
 */
export function mysqlValue(cell: Buffer, kind: MysqlKind): RowValue {
  switch (kind) {
    case "binary":
      return new Uint8Array(cell);
    case "bit":
      return exactNumber(String(BigInt(`0x${cell.toString("hex") || "0"}`)));
    case "number":
      return exactNumber(cell.toString("latin1"));
    case "float":
      return shortestFloat(Number(cell.toString("latin1")));
    case "json":
      return parseExactJson(cell.toString("utf8"));
    case "moment":
      return cell.toString("latin1").replace(" ", "T");
    case "utc":
      return `${cell.toString("latin1").replace(" ", "T")}Z`;
    default:
      return cell.toString("utf8");
  }
}

/** A FLOAT comes as a double, which has more digits than were ever written: 0.10000000149011612 is 0.1. */
function shortestFloat(value: number): number {
  const digits = [6, 7, 8, 9].find((count) => Math.fround(Number(value.toPrecision(count))) === value);
  return digits === undefined ? value : Number(value.toPrecision(digits));
}
