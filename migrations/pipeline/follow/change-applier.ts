import type { ChangeWriter, ItemChange } from "../../dynamodb/writer/change-writer";
import type { ItemReader } from "../../dynamodb/reader/item-reader";
import type { RangeReader } from "../../dynamodb/reader/sort-key-range";
import type { Item } from "../../items/item";
import { itemBytes } from "../../items/item-size";
import { itemDigest } from "../../items/item-digest";
import { itemText } from "../../items/item-text";
import type { Rejection } from "../../items/rejection";
import type { TargetTable } from "../../items/target-table";
import type { Journal, NewEntry } from "../../run-store/journal/journal";
import { keyDigest } from "../../seen-keys/key-digest";
import type { ChangeLog, FoundRow, RowLookup } from "../../sources/change-log";
import { type DirtyKey, idOf } from "./dirty-keys";
import type { FollowedEntity, ItemKey, ListRange } from "./followed-entity";
import { AskedKeys } from "./asked-keys";
import { faultOf } from "./fault-of";
import { itemsOf } from "./items-of-row";
import { groupBy } from "../../items/group-by";

/** Keys of one re-read, and of one BatchGetItem request. */
const keysAtOnce = 100;
/** Queries at a time. */
const rangesAtOnce = 16;

/** Dependencies of a {@link ChangeApplier}. */
export interface ApplierSettings {
  readonly entities: ReadonlyMap<string, FollowedEntity>;
  readonly log: Pick<ChangeLog, "held">;
  /** Rows by their keys. */
  readonly lookups: ReadonlyMap<string, RowLookup>;
  readonly reader: ItemReader;
  /** Finds the items of a `forEach`. */
  readonly ranges: RangeReader;
  readonly writer: Pick<ChangeWriter, "write">;
  /** @default nothing is kept, and nothing can be rolled back */
  readonly journal?: Journal | undefined;
  /** Waits until a table may be given writes of these items. @default at once */
  readonly take?: (table: TargetTable, items: readonly { item: Item; bytes: number }[]) => Promise<void>;
}

/** A row, by its key. */
export type RowOfEntity = Pick<DirtyKey, "entity" | "key">;

/** A row that cannot become an item. */
export interface RejectedKey {
  readonly key: DirtyKey;
  readonly rejection: Pick<Rejection, "message"> & { readonly code: string };
}

/** The outcomes of dirty rows. */
export interface Applied {
  /** Carried over. */
  readonly settled: readonly DirtyKey[];
  /** A transaction still holds them. */
  readonly held: readonly DirtyKey[];
  /** Rows whose items another row of them has claimed or released; they are to be read again. */
  readonly again: readonly RowOfEntity[];
  readonly rejected: readonly RejectedKey[];
  readonly written: number;
  readonly deleted: number;
  readonly unchanged: number;
}

/** The row that put an item. */
interface Owner extends RowOfEntity {
  /** Rows with a number below this one may delete the item; see `DirtyKey.number`. */
  readonly until: number;
}

/** An item as it is to be, and the row that says so. */
interface Wanted extends ItemKey {
  readonly entity: FollowedEntity;
  /** Absent if no row has it. */
  readonly item?: Item;
  readonly row: DirtyKey;
}

/** Items of a row's `forEach` that are in the table. */
interface DirtyList {
  readonly entity: FollowedEntity;
  readonly range: ListRange;
  readonly row: DirtyKey;
}

/** Changes to the items of a batch of rows, by table and key. */
class Plan {
  readonly wanted = new Map<string, Wanted>();
  readonly rejected = new Map<DirtyKey, RejectedKey>();
  readonly lists = new Map<string, DirtyList>();
}

/**
 * Reads dirty rows again and makes their items what the rows are now: puts those that exist and deletes those that the
 * rows no longer have. Each write reflects a reading made after the change. Not for two calls at a time.
 */
export class ChangeApplier {
  /** Which row put an item, while rows that became dirty before may still delete it. */
  private readonly owners = new Map<string, Owner>();

  constructor(private readonly settings: ApplierSettings) {}

  /** Forgets who put which item, as far as no dirty row may delete it. @param settledBelow see `DirtyKeys` */
  forgetOwners(settledBelow: number): void {
    for (const [id, { until }] of this.owners) {
      if (until > settledBelow) return;
      this.owners.delete(id);
    }
  }

  /**
   * @param next the number of the next row that becomes dirty
   * @throws RunnerError; then nothing is settled, and doing it again is safe
   */
  async apply(batch: readonly DirtyKey[], next: number): Promise<Applied> {
    const held = await this.heldOf(batch);
    const free = batch.filter((key) => !held.has(key));
    const plan = new Plan();
    const { wanted, rejected } = plan;
    const byEntity = groupBy(free, ({ entity }) => entity);
    const reads = [...byEntity].map(([entity, keys]) => this.readRows(entity, keys));
    for (const { entity, keys, found } of await Promise.all(reads)) this.want(entity, keys, found, plan);
    await this.wantLists(plan);
    const again = this.settleOwners(wanted, next);
    const counts = await this.write([...wanted.values()], rejected);
    return {
      ...counts,
      settled: free,
      held: [...held],
      again,
      rejected: [...rejected.values()],
    };
  }

  private async heldOf(batch: readonly DirtyKey[]): Promise<ReadonlySet<DirtyKey>> {
    const { log } = this.settings;
    const written = [...new Set(batch.flatMap((key) => [...key.written]))];
    const held = written.length > 0 ? await log.held?.(written) : undefined;
    if (!held || held.size === 0) return new Set();
    return new Set(batch.filter((key) => [...key.written].some((one) => held.has(one))));
  }

  private async readRows(name: string, keys: readonly DirtyKey[]) {
    const entity = this.settings.entities.get(name) as FollowedEntity;
    const lookup = this.settings.lookups.get(name) as RowLookup;
    const found: FoundRow[] = [];
    try {
      for (let at = 0; at < keys.length; at += keysAtOnce)
        found.push(...(await lookup.rowsAt(keys.slice(at, at + keysAtOnce).map(({ key }) => key))));
    } catch (error) {
      throw faultOf(error, [name]);
    }
    return { entity, keys, found };
  }

  private want(
    entity: FollowedEntity,
    keys: readonly DirtyKey[],
    found: readonly FoundRow[],
    { wanted, rejected, lists }: Plan,
  ): void {
    const lookup = this.settings.lookups.get(entity.name) as RowLookup;
    const asked = new AskedKeys(keys, lookup);
    const prefix = `${entity.table.name} `;
    /** Items of rows that cannot be mapped stay as they are. */
    const kept = new Set<string>();
    for (const row of new Map(found.map((one) => [one.key, one])).values()) {
      const dirty = asked.of(row.key);
      const reject = (rejection: RejectedKey["rejection"]): void => {
        rejected.set(dirty, { key: dirty, rejection });
        const { keys: own, ranges } = itemsOf(row.key, entity, lookup);
        for (const { id } of [...own, ...ranges]) kept.add(prefix + id);
      };
      if (row.malformed !== undefined) {
        reject({ code: "unreadable-row", message: row.malformed });
        continue;
      }
      for (const outcome of entity.outcomesOf(row.value)) {
        if (outcome.kind === "rejected") reject(outcome.rejection);
        if (outcome.kind !== "item") continue;
        const key = entity.keyOf(outcome.item);
        wanted.set(prefix + key.id, { ...key, entity, item: outcome.item, row: dirty });
      }
    }
    for (const row of keys) {
      const { keys: own, ranges } = itemsOf(row.key, entity, lookup);
      for (const key of own) {
        const id = prefix + key.id;
        // A put wins: another row may have taken over the item.
        if (!kept.has(id) && !wanted.has(id)) wanted.set(id, { ...key, entity, row });
      }
      for (const range of ranges)
        if (!kept.has(prefix + range.id)) lists.set(prefix + range.id, { entity, range, row });
    }
  }

  /** Deletes those items of lists that the rows no longer make. */
  private async wantLists({ lists, wanted }: Plan): Promise<void> {
    const all = [...lists.values()];
    for (let at = 0; at < all.length; at += rangesAtOnce)
      await Promise.all(
        all.slice(at, at + rangesAtOnce).map(async ({ entity, range, row }) => {
          const { table, keyNames } = entity;
          const { partition, prefix } = range;
          for (const stored of await this.settings.ranges.keysAt(table.name, keyNames, partition, prefix)) {
            const key = entity.keyOf(stored);
            const id = `${table.name} ${key.id}`;
            if (!wanted.has(id)) wanted.set(id, { ...key, entity, row });
          }
        }),
      );
  }

  /** A row that puts an item is read again if a row that became dirty before it deletes the item. */
  private settleOwners(wanted: ReadonlyMap<string, Wanted>, next: number): RowOfEntity[] {
    const again: RowOfEntity[] = [];
    for (const [id, { item, row }] of wanted) {
      const owner = this.owners.get(id);
      this.owners.delete(id);
      if (item) this.owners.set(id, { entity: row.entity, key: row.key, until: next });
      else if (owner && idOf(owner) !== idOf(row)) again.push(owner);
    }
    return again;
  }

  private async write(
    wanted: readonly Wanted[],
    rejected: Map<DirtyKey, RejectedKey>,
  ): Promise<Pick<Applied, "written" | "deleted" | "unchanged">> {
    const counts = { written: 0, deleted: 0, unchanged: 0 };
    const parts: Promise<void>[] = [];
    for (const some of groupBy(wanted, ({ entity }) => entity.table.name).values())
      for (let at = 0; at < some.length; at += keysAtOnce)
        parts.push(
          this.writeSome(some.slice(at, at + keysAtOnce), counts, rejected).catch((error: unknown) => {
            throw faultOf(error, [...new Set(some.map(({ entity }) => entity.name))]);
          }),
        );
    const ended = await Promise.allSettled(parts);
    for (const end of ended) if (end.status === "rejected") throw end.reason;
    return counts;
  }

  private async writeSome(
    some: readonly Wanted[],
    counts: { written: number; deleted: number; unchanged: number },
    rejected: Map<DirtyKey, RejectedKey>,
  ): Promise<void> {
    const { reader, writer, journal, take } = this.settings;
    const { table, keyNames } = (some[0] as Wanted).entity;
    const stored = await reader.get(
      table.name,
      some.map(({ key }) => key),
    );
    const changes = new Map<ItemChange, Wanted>();
    const entries: NewEntry[] = [];
    for (const [index, want] of some.entries()) {
      const { item, row } = want;
      const before = stored[index];
      if (isSame(before, item)) {
        if (item) counts.unchanged++;
        continue;
      }
      if (before && row.unlessExists) {
        if (item) rejected.set(row, { key: row, rejection: row.unlessExists });
        continue;
      }
      changes.set({ key: want.key, ...(item && { put: item }) }, want);
      entries.push(entryOf(table.name, want, before));
    }
    if (changes.size === 0) return;
    const sizes = [...changes.keys()].map(({ key, put = key }) => ({ item: put, bytes: itemBytes(put) }));
    await take?.(table, sizes);
    await journal?.append(entries);
    const refused = new Map(
      (await writer.write(table.name, keyNames, [...changes.keys()])).map(({ change, reason }) => [
        change,
        reason,
      ]),
    );
    for (const [change, { row }] of changes) {
      const message = refused.get(change);
      if (message !== undefined)
        rejected.set(row, { key: row, rejection: { code: "refused-by-service", message } });
      else if (change.put) counts.written++;
      else counts.deleted++;
    }
  }
}

function isSame(before: Item | undefined, item: Item | undefined): boolean {
  if (before === undefined || item === undefined) return before === item;
  return itemDigest(before) === itemDigest(item);
}

function entryOf(table: string, { key, id, item }: Wanted, before: Item | undefined): NewEntry {
  return {
    ...{ table, keyText: itemText(key), keyDigest: keyDigest(id), ...(item && { wrote: itemDigest(item) }) },
    ...(before && { before }),
  };
}
