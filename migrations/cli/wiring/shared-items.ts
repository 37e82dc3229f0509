import { CutoverError, MappingError } from "../../../cutover/errors";
import type { RecordKey } from "../../../cutover/record-key";
import { EntityMapping } from "../../../cutover/stores/entity-mapping";
import type { OldStore } from "../../../cutover/stores/store";
import type { Entity } from "../../definition/definition";
import { keyAttributes } from "../../items/key-attributes";
import type { Item } from "../../items/item";
import { keyText } from "../../items/key-check";
import type { RowObject } from "../../items/row";
import type { Migration } from "./open-migration";
import { SourceOldStore } from "./source-old-store";

/** The record that an item belongs to. */
export interface ItemRecord {
  /** Its key. Absent if it is of another entity, or no record makes the item. */
  readonly key?: RecordKey;
  readonly isForeign: boolean;
}

/** An entity whose items can have the keys of others. */
interface Owner {
  readonly mapping: EntityMapping;
  readonly old: Pick<OldStore, "read" | "close">;
}

/**
 * Tells whose an item is if several entities of its table can have items with its key (`sharesKeysWith`): that of the record
 * in the old store whose mapping makes it. Rows of these entities never meet, so that there is one at most.
 */
export class SharedItems {
  private constructor(
    private readonly own: Owner,
    private readonly others: readonly Owner[],
  ) {}

  /** @returns `undefined` if no other entity can have items with the same keys, or the migration does not tell the keys */
  static of(migration: Migration, entity: string, signal: AbortSignal): SharedItems | undefined {
    const { definition } = migration;
    const ownerOf = (name: string): Owner => {
      const mapping = mappingOf(migration, name);
      return { mapping, old: new SourceOldStore(migration.source, mapping, signal) };
    };
    const own = definition.entities.find((one) => one.name === entity) as Entity;
    const isAlone = definition.entities.every((other) => other === own || other.to !== own.to);
    if (isAlone) return undefined;
    try {
      const first = ownerOf(entity);
      const { sharing } = first.mapping;
      return sharing.length === 0 ? undefined : new SharedItems(first, sharing.map(ownerOf));
    } catch (error) {
      if (error instanceof CutoverError) return undefined;
      throw error;
    }
  }

  async recordOf(item: Item): Promise<ItemRecord> {
    const key = await madeBy(this.own, item);
    if (key !== undefined) return { key, isForeign: false };
    for (const other of this.others)
      if ((await madeBy(other, item)) !== undefined) return { isForeign: true };
    return { isForeign: false };
  }

  async close(): Promise<void> {
    for (const { old } of [this.own, ...this.others]) await old.close?.();
  }
}

/** The mapping of an entity by the migration alone. @throws CutoverError if its key, or its items' keys, cannot be derived */
export function mappingOf({ definition, target, env, compile }: Migration, name: string): EntityMapping {
  const entity = definition.entities.find((one) => one.name === name) as Entity;
  return EntityMapping.create({ definition, entity, target, env, compile });
}

async function madeBy({ mapping, old }: Owner, item: Item): Promise<RecordKey | undefined> {
  const key = mapping.possibleKeyOf(item);
  const row = key === undefined ? undefined : await old.read(key);
  return row !== undefined && makes(mapping, row, item) ? key : undefined;
}

function makes(mapping: EntityMapping, row: RowObject, item: Item): boolean {
  const names = keyAttributes(mapping.table).map(({ name }) => name);
  try {
    return mapping.itemsOf(row).some((one) => keyText(one, names) === keyText(item, names));
  } catch (error) {
    // A row that makes no item.
    if (error instanceof MappingError) return false;
    throw error;
  }
}
