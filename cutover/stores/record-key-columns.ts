import type { Entity } from "../../migrations/definition/definition";
import { keyAttributes } from "../../migrations/items/key-attributes";
import type { TargetTable } from "../../migrations/items/target-table";
import { columnsInTemplate } from "../../migrations/mapping/referenced-columns";
import { CutoverError } from "../errors";

/** The columns of a record's key: those given, or those that the migration file tells. @throws CutoverError */
export function keyColumnsOf(
  entity: Entity,
  table: TargetTable,
  given: string | readonly string[] | undefined,
): readonly string[] {
  if (given !== undefined && given.length > 0) return typeof given === "string" ? [given] : given;
  if (entity.from.key !== undefined) return [entity.from.key];
  const columns = keyAttributeColumns(entity, table);
  if (columns?.length === 1) return columns;
  const reason = columns
    ? `the keys of its items are made of ${columns.join(", ") || "no column"}`
    : "the keys of its items are made by a function";
  throw new CutoverError(
    `entity ${entity.name}: ${reason}; pass key, the column or columns that identify a row`,
    false,
  );
}

/** Without the elements of `forEach`, which share the partition of their row. */
function keyAttributeColumns(entity: Entity, table: TargetTable): readonly string[] | undefined {
  const columns = new Set<string>();
  for (const { item, forEach } of (entity.items ?? [entity]) as NonNullable<Entity["items"]>) {
    if (forEach !== undefined) continue;
    if (typeof item === "function") return undefined;
    for (const { name } of keyAttributes(table))
      for (const column of item && Object.hasOwn(item, name)
        ? (columnsInTemplate(item[name] ?? null) ?? [])
        : [name])
        columns.add(column);
  }
  return [...columns];
}
