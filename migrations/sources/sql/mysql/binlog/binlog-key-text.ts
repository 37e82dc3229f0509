import { UnreachableError } from "../../../../errors";
import { isSet, kindOf, type MysqlColumn } from "../mysql-value";

const yearType = 13;
const doubleType = 5;
const zerofillFlag = 0x40;

/** The driver's description of a column also has its width. */
type KeyColumn = MysqlColumn & { readonly columnLength?: number };

/** Why a column's value in the log cannot be compared with the one that a reading returns. `undefined` if it can. */
export function unfollowable(column: MysqlColumn): string | undefined {
  const kind = kindOf(column);
  if (kind === "float" || column.columnType === doubleType) return "a FLOAT or DOUBLE";
  if (kind === "json") return "JSON";
  if (kind === "choice" && column.labels === undefined) return "an ENUM or SET of a query";
  if (column.labels?.some((label) => /[,'"]/.test(label)))
    return "an ENUM or SET whose labels have commas or quotes";
  return undefined;
}

/**
 * A value of the log as the text that a reading's cursor has for it.
 * @returns `null` for null
 * @throws UnreachableError if the log has it in another form
 */
export function binlogKeyText(column: KeyColumn, value: unknown): string | null {
  const kind = kindOf(column);
  if (value === null) return null;
  switch (kind) {
    case "number":
      return numberText(column, value);
    case "bit":
      if (Buffer.isBuffer(value)) return String(BigInt(`0x${value.toString("hex") || "0"}`));
      break;
    case "choice":
      return choiceText(column, value);
    case "binary":
      if (Buffer.isBuffer(value)) return value.toString("hex");
      break;
    default:
      if (typeof value === "string") return value;
  }
  throw new UnreachableError(
    "log-unusable",
    `the log has the key column ${column.name} in a form that cannot be followed; SET GLOBAL binlog_row_metadata = 'MINIMAL'`,
  );
}

function numberText(column: KeyColumn, value: unknown): string {
  const text = String(value);
  // The log has the years since 1900, and 0 for the year 0000.
  if (column.columnType === yearType) return text === "1900" ? "0000" : text;
  return (column.flags & zerofillFlag) === 0 ? text : text.padStart(column.columnLength ?? 0, "0");
}

/** The number of an ENUM's label, or the sum of the bits of a SET's; 0 is the invalid value. */
function choiceText(column: KeyColumn, value: unknown): string {
  const labels = column.labels ?? [];
  // The invalid value of an ENUM has no label.
  if (typeof value !== "string") return "0";
  if (!isSet(column)) return String(labels.indexOf(value) + 1);
  const chosen = value.split(",");
  const bits = labels.map((label, index) => (chosen.includes(label) ? 1n << BigInt(index) : 0n));
  return String(bits.reduce((sum, bit) => sum | bit, 0n));
}
