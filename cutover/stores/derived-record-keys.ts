import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import type { Definition, Entity, EntityPart } from "../../migrations/definition/definition";
import type { Item } from "../../migrations/items/item";
import { keyAttributes } from "../../migrations/items/key-attributes";
import type { TargetTable } from "../../migrations/items/target-table";
import { parseTemplate } from "../../migrations/mapping/template";
import type { RecordKey } from "../record-key";
import { columnAlone } from "./column-alone";
import { canHold, haveItemsApart } from "./range-overlap";

/** Tells the records of a table's items. */
export interface RecordKeysOfItems {
  /** The keys that the item's record may have; the ranges of the record's items tell whether it is one of them. */
  readonly candidates: (item: Item) => readonly RecordKey[];
  /** Entities of the table that can have items with the same keys: the item may be one of theirs. */
  readonly sharing: readonly string[];
  /** Whether the item is one of another entity of the table. */
  readonly isForeign: (item: Item) => boolean;
}

/** Finds the columns that an attribute's text is made of. */
type Reader = (item: Item) => ReadonlyMap<string, string>;

/**
 * Derives the record key of an item: from attributes that hold a key column, and from the text of key attributes, such as
 * `USER#${row.id}`.
 *
 * @param key columns of the record's key
 */
export function deriveRecordKeys(
  definition: Definition,
  entity: Entity,
  table: TargetTable,
  key: readonly string[],
): RecordKeysOfItems {
  const others = definition.entities.filter((other) => other !== entity && other.to === entity.to);
  const apart = others.filter((other) => haveItemsApart(entity, other, table));
  const readers = (entity.items ?? [entity]).map((part) => readerOf(part, table, key));
  return {
    candidates: (item) => readers.flatMap((read) => keyIn(read(item), key)),
    isForeign: (item) => apart.some((other) => canHold(other, item, table)),
    sharing: others.filter((other) => !apart.includes(other)).map(({ name }) => name),
  };
}

function keyIn(columns: ReadonlyMap<string, string>, key: readonly string[]): RecordKey[] {
  const values = key.flatMap((column) => columns.get(column) ?? []);
  if (values.length < key.length) return [];
  return [values.length === 1 ? (values[0] as string) : values];
}

function readerOf({ item }: Pick<EntityPart, "item">, table: TargetTable, key: readonly string[]): Reader {
  if (typeof item === "function") return () => new Map();
  const readers: Reader[] = [];
  for (const { name } of keyAttributes(table)) {
    const template = item?.[name];
    if (typeof template === "string") readers.push(textReader(name, template));
  }
  // Attributes are exact, and therefore come last.
  for (const [name, template] of Object.entries(item ?? {}))
    if (typeof template === "string" && columnAlone(template) !== undefined)
      readers.push(attributeReader(name, columnAlone(template) as string));
  if (!item) readers.push(...key.map((column) => attributeReader(column, column)));
  return (found) => new Map(readers.flatMap((read) => [...read(found)]));
}

function attributeReader(name: string, column: string): Reader {
  return (item) => {
    const text = textOf(Object.hasOwn(item, name) ? item[name] : undefined);
    return text === undefined ? new Map() : new Map([[column, text]]);
  };
}

/** Reads the columns of a template such as `${row.a}#${row.b}`, if its text can be divided in one way only. */
function textReader(name: string, template: string): Reader {
  const parts = parseTemplate(template);
  const columns = parts.map((part) => ("text" in part ? undefined : columnAlone(`\${${part.expression}}`)));
  const expressionOf = (any: string): RegExp =>
    new RegExp(`^${parts.map((part) => ("text" in part ? escaped(part.text) : `(${any})`)).join("")}$`);
  const [shortest, longest] = [expressionOf("[^]*?"), expressionOf("[^]*")];
  const named = columns.filter((_, index) => !("text" in (parts[index] as object)));
  return (item) => {
    const text = textOf(item[name]) ?? "";
    const values = shortest.exec(text)?.slice(1) ?? [];
    const isUnique = JSON.stringify(values) === JSON.stringify(longest.exec(text)?.slice(1) ?? []);
    if (!isUnique) return new Map();
    return new Map(
      values.flatMap((value, index) => (named[index] === undefined ? [] : [[named[index], value]])),
    );
  };
}

function escaped(text: string): string {
  return text.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`);
}

function textOf(value: AttributeValue | undefined): string | undefined {
  return value?.S ?? value?.N;
}
