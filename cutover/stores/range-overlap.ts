import type { Definition, Entity, EntityPart } from "../../migrations/definition/definition";
import { type FixedText, fixedText, textsApart } from "../../migrations/definition/key-overlap";
import type { Item } from "../../migrations/items/item";
import { keyAttributes } from "../../migrations/items/key-attributes";
import type { TargetTable } from "../../migrations/items/target-table";
import { CutoverError } from "../errors";
import { isOfKey } from "./derived-ranges";

/** Key attributes whose values are known as far as their fixed text. */
interface KeyText {
  readonly partition: FixedText;
  readonly sort: FixedText;
}

const anything: FixedText = { start: "", end: "", whole: false };

/**
 * Checks that no item of another entity of the same table can be in a derived range that holds more than one key: the
 * store would delete it.
 *
 * @param key columns of the entity's record key
 * @throws CutoverError
 */
export function checkRangesApart(
  definition: Definition,
  entity: Entity,
  table: TargetTable,
  key: readonly string[],
): void {
  const { partitionKey, sortKey } = table;
  if (!sortKey) return;
  const ranges = partsIn(entity).flatMap((part): KeyText[] => {
    const sort = templateOf(part, sortKey.name);
    if (sort === undefined ? key.includes(sortKey.name) : isOfKey(sort, key)) return [];
    const start = sort === undefined ? "" : fixedText(sort).start;
    return [{ partition: textOf(part, partitionKey.name), sort: { ...anything, start } }];
  });
  for (const other of definition.entities) {
    if (other === entity || other.to !== entity.to) continue;
    const texts = partsIn(other).map((part) => ({
      partition: textOf(part, partitionKey.name),
      sort: textOf(part, sortKey.name),
    }));
    if (ranges.every((range) => texts.every((text) => areApart(range, text)))) continue;
    throw new CutoverError(
      `entity ${entity.name}: items of the entity ${other.name} can lie among those of a record; pass itemKeys, which returns the record's own keys`,
      false,
    );
  }
}

/** Whether no item of one entity of a table can have the key of an item of the other, by the fixed text of their keys. */
export function haveItemsApart(one: Entity, other: Entity, { partitionKey, sortKey }: TargetTable): boolean {
  return partsIn(one).every((part) =>
    partsIn(other).every((another) =>
      [partitionKey, ...(sortKey ? [sortKey] : [])].some(({ name }) =>
        textsApart(textOf(part, name), textOf(another, name)),
      ),
    ),
  );
}

/** Whether an entity can have an item with this item's key, by the fixed text of its keys. */
export function canHold(entity: Entity, item: Item, table: TargetTable): boolean {
  return partsIn(entity).some((part) =>
    keyAttributes(table).every(({ name }) => {
      const value = item[name]?.S ?? item[name]?.N;
      return (
        value === undefined || !textsApart(textOf(part, name), { start: value, end: value, whole: true })
      );
    }),
  );
}

function areApart(range: KeyText, other: KeyText): boolean {
  return textsApart(range.partition, other.partition) || textsApart(range.sort, other.sort);
}

function partsIn(entity: Entity): readonly Pick<EntityPart, "item">[] {
  return entity.items ?? [entity];
}

/** `undefined` if it is only known by the row. */
function templateOf({ item }: Pick<EntityPart, "item">, name: string): string | undefined {
  if (item === undefined || typeof item === "function" || !Object.hasOwn(item, name)) return undefined;
  const template = item[name];
  return typeof template === "string" ? template : JSON.stringify(template);
}

function textOf(part: Pick<EntityPart, "item">, name: string): FixedText {
  const template = templateOf(part, name);
  return template === undefined ? anything : fixedText(template);
}
