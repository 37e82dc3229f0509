import type { Entity, EntityPart } from "../../definition/definition";
import type { TargetTable } from "../../items/target-table";
import { keyAttributes } from "../../items/target-table";
import type { ItemTemplate } from "../../definition/entity-schema";
import { columnsInTemplate } from "../../mapping/referenced-columns";
import { isWholeRow, spreadsOf } from "../../mapping/spread";

/** Columns that the keys of an entity's items are made of, or why that is not known. */
export type KeyColumns = { readonly columns: readonly string[] } | { readonly unknown: string };

/**
 * The columns that decide the keys of the items of a row. Only if they are all columns of the row's own key can the
 * items of a deleted row be told.
 */
export function keyColumnsOf(entity: Entity, table: TargetTable): KeyColumns {
  const names = keyAttributes(table).map(({ name }) => name);
  const columns = new Set<string>();
  for (const part of partsOf(entity)) {
    if (part.forEach !== undefined) return { unknown: "forEach makes as many items as a list has members" };
    if (typeof part.item === "function") return { unknown: "its items are made by a function" };
    if (part.item === undefined) names.forEach((name) => columns.add(name));
    else
      for (const name of names) {
        const found = columnsOfKey(part, part.item, name);
        if (found === undefined) return { unknown: `${name} is made of the whole row` };
        found.forEach((column) => columns.add(column));
      }
  }
  return { columns: [...columns] };
}

/** @param item of the part */
function columnsOfKey(part: EntityPart, item: ItemTemplate, name: string): readonly string[] | undefined {
  const spreads = spreadsOf(item);
  if (!spreads || Object.hasOwn(item, name)) return columnsInTemplate(item[name] ?? null);
  // A row that is taken as it is has its key in the column of that name.
  return spreads.every(isWholeRow) && !part.omit?.includes(name) ? [name] : undefined;
}

/** The items of an entity, each with its conditions. */
export function partsOf(entity: Entity): readonly EntityPart[] {
  const { items, item, omitNull, omit, omitEmpty } = entity;
  const rules = { omitNull, ...(omit && { omit }), ...(omitEmpty && { omitEmpty }) };
  return items ?? [{ ...rules, ...(item && { item }) }];
}
