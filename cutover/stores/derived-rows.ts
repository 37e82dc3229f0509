import type { Entity, EntityPart } from "../../migrations/definition/definition";
import type { ItemTemplate } from "../../migrations/definition/entity-schema";
import { fits, type FixedText, fixedText } from "../../migrations/definition/key-overlap";
import type { Item } from "../../migrations/items/item";
import { keyAttributes } from "../../migrations/items/key-attributes";
import type { TargetTable } from "../../migrations/items/target-table";
import type { RowObject, RowValue } from "../../migrations/items/row";
import { isRowObject } from "../../migrations/items/row";
import { unmarshal } from "../../migrations/items/unmarshal";
import { asText } from "../../migrations/mapping/expression";
import { columnsInExpression, columnsInTemplate } from "../../migrations/mapping/referenced-columns";
import { parseTemplate } from "../../migrations/mapping/template";
import { MappingError } from "../errors";
import { columnAlone } from "./column-alone";

/** Derived from the mapping: the row of items, or the columns that the items do not hold unchanged. */
export type DerivedRows =
  | {
      readonly rowOf: (items: readonly RowObject[]) => RowObject;
      readonly columns: HeldColumns;
    }
  | { readonly lost: readonly string[]; readonly reason: string };

/** Columns that the row of a record's items has. */
export type HeldColumns = readonly string[] | { readonly allBut: readonly string[] };

/** A column that an attribute holds unchanged. */
interface HeldColumn {
  readonly part: number;
  /** Names of the attribute and of the members of maps in it. */
  readonly path: readonly string[];
}

/**
 * Derives the row of a record's items. It can be derived if each column that the mapping reads stands alone
 * (`${row.x}`) in an item that every row has.
 */
export function deriveRows(entity: Entity, table: TargetTable): DerivedRows {
  const parts: readonly Omit<EntityPart, "omitNull">[] = entity.items ?? [entity];
  const [first] = parts;
  if (parts.length === 1 && first?.item === undefined && first?.forEach === undefined)
    return { rowOf: ([item]) => item ?? {}, columns: { allBut: first?.omit ?? [] } };
  if (
    parts.some(({ item, where, forEach }) => [item, where, forEach].some((one) => typeof one === "function"))
  )
    return { lost: [], reason: "the mapping has functions" };
  const held = new Map<string, HeldColumn>();
  parts.forEach(({ item, forEach, where }, part) => {
    const isInEveryRow = forEach === undefined && (where === undefined || entity.items === undefined);
    if (isInEveryRow && isTemplates(item)) collect(item, { part, path: [] }, held);
  });
  const read = columnsRead(entity, parts);
  if (read === undefined) return { lost: [], reason: "an expression reads the whole row" };
  const lost = read.filter((column) => !held.has(column));
  if (lost.length > 0) return { lost, reason: `no item holds ${lost.join(", ")} unchanged` };
  const partOf = partFinder(parts, table);
  const empty = entity.omitEmpty && !entity.omitNull ? "" : null;
  return {
    columns: [...held.keys()],
    rowOf: (items) => {
      const byPart = new Map(items.map((item) => [partOf(item), item]));
      return Object.fromEntries(
        [...held].map(([column, at]) => [column, valueAt(byPart.get(at.part), at.path, empty)]),
      );
    },
  };
}

/** Items as plain values, as a migration's source would return them. */
export function plainItems(items: readonly Item[]): readonly RowObject[] {
  return items.map(unmarshal);
}

/** Columns that a mapping reads; `undefined` if that is not known. */
export function columnsRead(
  { where }: Entity,
  parts: readonly Omit<EntityPart, "omitNull">[],
): readonly string[] | undefined {
  const columns = new Set<string>();
  const expressions = [where, ...parts.flatMap((part) => [part.where, part.forEach])];
  for (const source of expressions) {
    if (source === undefined) continue;
    const found = typeof source === "string" ? columnsInStep(source) : undefined;
    if (!found) return undefined;
    found.forEach((column) => columns.add(column));
  }
  for (const { item } of parts) {
    const found = isTemplates(item) ? columnsInTemplate(item) : undefined;
    if (!found) return undefined;
    found.forEach((column) => columns.add(column));
  }
  return [...columns];
}

/** `where` and `forEach` are expressions with or without `${}`. */
function columnsInStep(source: string): readonly string[] | undefined {
  return columnsInExpression(
    parseTemplate(source)
      .map((part) => ("text" in part ? part.text : part.expression))
      .join(""),
  );
}

function isTemplates(item: EntityPart["item"]): item is ItemTemplate {
  return typeof item === "object";
}

function collect(template: unknown, at: HeldColumn, held: Map<string, HeldColumn>): void {
  if (typeof template === "string") {
    const column = columnAlone(template);
    if (column !== undefined && !held.has(column)) held.set(column, at);
  } else if (typeof template === "object" && template !== null && !Array.isArray(template))
    for (const [name, member] of Object.entries(template))
      collect(member, { part: at.part, path: [...at.path, name] }, held);
}

/** @param empty maps to an attribute that the item omits, as do other values and missing columns */
function valueAt(item: RowObject | undefined, path: readonly string[], empty: RowValue): RowValue {
  let value: RowValue = item;
  for (const name of path) value = isRowObject(value) && Object.hasOwn(value, name) ? value[name] : empty;
  return value;
}

/** Finds the part of the mapping that an item came from, by the fixed text of its keys. */
function partFinder(
  parts: readonly Omit<EntityPart, "omitNull">[],
  table: TargetTable,
): (item: RowObject) => number {
  if (parts.length === 1) return () => 0;
  const names = keyAttributes(table).map(({ name }) => name);
  const texts = parts.map(({ item }) =>
    names.map((name) => {
      const template = isTemplates(item) ? item[name] : undefined;
      return typeof template === "string" ? fixedText(template) : undefined;
    }),
  );
  return (item) => {
    const keys = names.map((name) => asText(item[name]));
    const found = texts.flatMap((fixed, part) =>
      fixed.every((text, index) => !text || matches(keys[index] as string, text)) ? [part] : [],
    );
    if (found.length === 1) return found[0] as number;
    throw new MappingError(
      `the item ${JSON.stringify(keys)} can have come from ${found.length} of the entity's items; pass toRow`,
    );
  };
}

function matches(key: string, text: FixedText): boolean {
  return text.whole ? key === text.start : fits(key, text);
}
