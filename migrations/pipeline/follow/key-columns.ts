import type { Entity, EntityPart } from "../../definition/definition";
import type { TargetTable } from "../../items/target-table";
import { keyAttributes } from "../../items/target-table";
import type { ItemTemplate } from "../../definition/entity-schema";
import type { Template } from "../../mapping/item-mapping";
import { isWholeRow, spreadsOf } from "../../mapping/spread";
import { parseTemplate } from "../../mapping/template";

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
  if (!spreads || Object.hasOwn(item, name)) return columnsIn(item[name] as Template);
  // A row that is taken as it is has its key in the column of that name.
  return spreads.every(isWholeRow) && !part.omit?.includes(name) ? [name] : undefined;
}

/** The items of an entity, each with its conditions. */
export function partsOf(entity: Entity): readonly EntityPart[] {
  const { items, item, omitNull, omit, omitEmpty } = entity;
  const rules = { omitNull, ...(omit && { omit }), ...(omitEmpty && { omitEmpty }) };
  return items ?? [{ ...rules, ...(item && { item }) }];
}

/** `undefined` if an expression uses the row otherwise than by the names of its columns. */
function columnsIn(template: Template): readonly string[] | undefined {
  if (typeof template !== "string") return [];
  const found: string[] = [];
  for (const part of parseTemplate(template)) {
    if (!("expression" in part)) continue;
    const columns = columnsOf(part.expression);
    if (columns === undefined) return undefined;
    found.push(...columns);
  }
  return found;
}

/** A text, in double or single quotes. */
const literal = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g;
const use = /(?<![.\w])row\b\s*(?:\.\s*([A-Za-z_]\w*)|\[\s*("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')\s*\])?/g;

function columnsOf(expression: string): readonly string[] | undefined {
  const columns: string[] = [];
  // Texts that are not the name of a column may hold anything.
  const withoutTexts = expression.replace(literal, (text: string, at: number) =>
    /\[\s*$/.test(expression.slice(0, at)) ? text : '""',
  );
  for (const [, name, quoted] of withoutTexts.matchAll(use)) {
    const column = name ?? quoted?.slice(1, -1);
    if (column === undefined) return undefined;
    columns.push(column);
  }
  return columns;
}
