import { reject } from "../items/rejection";
import { isRowObject, type RowObject, type RowValue, typeName } from "../items/row";
import { parseTemplate } from "./template";

/** The key of `item`, or of a map in it, whose value is a map that is taken with all of its members. */
export const spreadKey = "...";

type ItemTemplate = Readonly<Record<string, unknown>>;

/** The templates below {@link spreadKey}: one, or a list of them. `undefined` if there is none. */
export function spreadsOf(item: ItemTemplate): readonly unknown[] | undefined {
  if (!Object.hasOwn(item, spreadKey)) return undefined;
  const given = item[spreadKey];
  return Array.isArray(given) ? (given as readonly unknown[]) : [given];
}

/** Whether an item takes over members that are known only from a row. */
export function hasSpread(item: ItemTemplate): boolean {
  return Object.hasOwn(item, spreadKey);
}

/** Whether a spread is a template that it may be: one expression, and nothing else. */
export function isSpread(template: unknown): template is string {
  if (typeof template !== "string") return false;
  const parts = parseTemplate(template);
  return parts.length === 1 && parts[0] !== undefined && "expression" in parts[0];
}

/** Whether a spread is the row itself, so that its members are the row's columns. */
export function isWholeRow(template: unknown): boolean {
  if (typeof template !== "string") return false;
  const [part] = parseTemplate(template);
  return part !== undefined && "expression" in part && part.expression.trim() === "row";
}

/** The members of a spread's value; null has none. @param path of the item or map that takes them */
export function membersOf(value: RowValue, path: string): RowObject {
  if (value === null || value === undefined) return {};
  return isRowObject(value)
    ? value
    : reject("expression-failed", `${path && `${path}.`}${spreadKey} must be a map, got ${typeName(value)}`);
}
