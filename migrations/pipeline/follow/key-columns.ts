import type { Entity, EntityPart } from "../../definition/definition";
import type { TargetTable } from "../../items/target-table";
import { keyAttributes } from "../../items/target-table";
import type { ItemTemplate } from "../../definition/entity-schema";
import { columnsInTemplate } from "../../mapping/referenced-columns";
import { isWholeRow, spreadsOf } from "../../mapping/spread";
import { itemListOf } from "./item-list";

/** Columns that the keys of an entity's items are made of, or why that is not known. */
export type KeyColumns =
  | {
      readonly columns: readonly string[];
      /** Of each `forEach`, the columns that its partition key is made of. */
      readonly lists: readonly (readonly string[])[];
    }
  | { readonly unknown: string };

/**
 * The columns that decide the keys of the items of a row. Only if the log has all of them for a row that was deleted
 * can its items be told.
 */
export function keyColumnsOf(entity: Entity, table: TargetTable): KeyColumns {
  const names = keyAttributes(table).map(({ name }) => name);
  const columns = new Set<string>();
  const lists: (readonly string[])[] = [];
  for (const part of partsOf(entity)) {
    if (part.forEach !== undefined) {
      const list = itemListOf(part, table);
      if ("unknown" in list) return list;
      const found = columnsInTemplate(list.partition);
      if (found === undefined) return { unknown: `${names[0]} is made of the whole row` };
      lists.push(found);
      found.forEach((column) => columns.add(column));
    } else if (typeof part.item === "function") return { unknown: "its items are made by a function" };
    else if (part.item === undefined) names.forEach((name) => columns.add(name));
    else
      for (const name of names) {
        const found = columnsOfKey(part, part.item, name);
        if (found === undefined) return { unknown: `${name} is made of the whole row` };
        found.forEach((column) => columns.add(column));
      }
  }
  return { columns: [...columns], lists };
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
  return entity.items ?? [entity];
}
