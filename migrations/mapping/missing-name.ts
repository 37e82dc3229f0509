import { nearMissOrList } from "../../yaml-file";
import type { RowObject } from "../items/row";

const maxNames = 10;
const maxLetters = 40;

/**
 * Names that a row has instead of one that an expression reads: `; did you mean "id"?; it has: id, name`. "" if it is not
 * the row itself that lacks the name, but a map in it.
 */
export function namesInstead(source: string, missing: string, row: RowObject): string {
  if (!readsFromRow(source, missing)) return "";
  const names = Object.keys(row);
  if (names.length === 0) return "; it is empty";
  const shown = names.slice(0, maxNames).map((name) => cut(name));
  const more = names.length > maxNames ? `, and ${names.length - maxNames} more` : "";
  return `${nearMissOrList(missing, names, `it has: ${shown.join(", ")}${more}`)}`;
}

function readsFromRow(source: string, name: string): boolean {
  return [`row.${name}`, `row["${name}"]`, `row['${name}']`].some((reading) => source.includes(reading));
}

function cut(name: string): string {
  return name.length > maxLetters ? `${name.slice(0, maxLetters)}…` : name;
}
