import { setImmediate } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import type { JournalEntry } from "../../../../migrations/run-store/journal/journal";
import type { Undo } from "../../../../migrations/dynamodb/writer/undo";
import type { ItemReader } from "../../../../migrations/dynamodb/reader/item-reader";
import { rollBack, type RollbackSettings } from "../../../../migrations/pipeline/rollback/rollback";
import type { Item } from "../../../../migrations/items/item";
import { itemDigest } from "../../../../migrations/items/item-digest";

const key = (id: string): Item => ({ id: { S: id } });
const itemOf = (id: string, text: string): Item => ({ ...key(id), text: { S: text } });

/** A write of one item over another one, or over none. */
const write = (id: string, text: string, before?: string): JournalEntry => ({
  ...{ table: "notes", key: key(id), wrote: itemDigest(itemOf(id, text)) },
  ...(before !== undefined && { before: itemOf(id, before) }),
});

/** A write that deleted an item. */
const remove = (id: string, before: string): JournalEntry => ({
  ...{ table: "notes", key: key(id), before: itemOf(id, before) },
});

/** A table in memory that lists what it is asked to do. */
class ListingTable implements ItemReader, Undo {
  readonly done: string[] = [];

  constructor(private readonly items: Map<string, string>) {}

  get(_: string, keys: readonly Item[]): Promise<readonly (Item | undefined)[]> {
    const ids = keys.map((one) => one["id"]?.S ?? "");
    this.done.push(`read ${ids.join(" ")}`);
    const found = ids.map((id) => {
      const text = this.items.get(id);
      return text === undefined ? undefined : itemOf(id, text);
    });
    return Promise.resolve(found);
  }

  delete(_: string, { id }: Item): Promise<boolean> {
    this.done.push(`delete ${id?.S}`);
    return Promise.resolve(this.items.delete(id?.S ?? ""));
  }

  restore(_: string, { id, text }: Item): Promise<boolean> {
    this.done.push(`restore ${id?.S} ${text?.S}`);
    this.items.set(id?.S ?? "", text?.S ?? "");
    return Promise.resolve(true);
  }
}

async function* oneByOne(entries: readonly JournalEntry[]): AsyncGenerator<readonly JournalEntry[]> {
  for (const entry of entries) yield await Promise.resolve([entry]);
}

function settingsFor(table: ListingTable, newestFirst: readonly JournalEntry[]): RollbackSettings {
  return {
    ...{ entries: oneByOne(newestFirst), reader: table, undo: table, dryRun: false },
    ...{ onKept: () => undefined, onProgress: () => undefined },
  };
}

describe("rolling back group by group", () => {
  it("reads the next group before the items of this one are undone", async () => {
    const table = new ListingTable(
      new Map([
        ["a", "1"],
        ["b", "1"],
      ]),
    );
    const take = async (): Promise<void> => {
      while (!table.done.includes("read a")) await setImmediate();
    };
    await rollBack({ ...settingsFor(table, [write("b", "1"), write("a", "1")]), take });
    expect(table.done).toEqual(["read b", "read a", "delete b", "delete a"]);
  });

  it("undoes the later write of an item before it reads the item for its earlier write", async () => {
    const table = new ListingTable(new Map([["a", "2"]]));
    const result = await rollBack({
      ...settingsFor(table, [write("a", "2", "1"), write("a", "1", "0")]),
      concurrency: 64,
    });
    expect(table.done).toEqual(["read a", "restore a 1", "read a", "restore a 0"]);
    expect(result).toEqual({ deleted: 0, restored: 2, untouched: 0, kept: 0, complete: true });
  });

  it("restores a deleted item, and what the run had overwritten before", async () => {
    const table = new ListingTable(new Map());
    const result = await rollBack(settingsFor(table, [remove("a", "1"), write("a", "1", "0")]));
    expect(table.done).toEqual(["read a", "restore a 1", "read a", "restore a 0"]);
    expect(result).toMatchObject({ restored: 2, kept: 0, complete: true });
  });

  it("keeps an item that was put where the run had deleted one", async () => {
    const table = new ListingTable(new Map([["a", "2"]]));
    const result = await rollBack(settingsFor(table, [remove("a", "1")]));
    expect(table.done).toEqual(["read a"]);
    expect(result).toMatchObject({ restored: 0, kept: 1 });
  });

  it("leaves an item whose delete was journaled and never sent", async () => {
    const table = new ListingTable(new Map([["a", "1"]]));
    const result = await rollBack(settingsFor(table, [remove("a", "1")]));
    expect(result).toMatchObject({ restored: 0, kept: 0, untouched: 1 });
  });

  it("does not restore an item whose delete was refused", async () => {
    const table = new ListingTable(new Map());
    const entries = [{ ...remove("a", "1"), isVoid: true as const }, remove("a", "1")];
    expect(await rollBack(settingsFor(table, entries))).toMatchObject({ restored: 0, complete: true });
  });

  it("waits for the units of the larger of both items before it sends an undo", async () => {
    const table = new ListingTable(
      new Map([
        ["a", "a longer text"],
        ["b", "short"],
      ]),
    );
    const take = (_: string, { text }: Item): Promise<void> => {
      table.done.push(`take ${text?.S}`);
      return Promise.resolve();
    };
    const entries = [write("b", "short", "what was there before"), write("a", "a longer text", "x")];
    await rollBack({ ...settingsFor(table, entries), take });
    expect(table.done.filter((what) => !what.startsWith("read"))).toEqual([
      "take what was there before",
      "restore b what was there before",
      "take a longer text",
      "restore a x",
    ]);
  });

  it("sends nothing if it is interrupted while it waits for units", async () => {
    const table = new ListingTable(new Map([["a", "1"]]));
    const abort = new AbortController();
    const take = (): Promise<void> => Promise.resolve(abort.abort());
    const result = await rollBack({
      ...settingsFor(table, [write("a", "1")]),
      ...{ take, signal: abort.signal },
    });
    expect(table.done).toEqual(["read a"]);
    expect(result).toMatchObject({ deleted: 0, complete: false });
  });

  it("ends with the error of a journal that cannot be read, after what was started has ended", async () => {
    const table = new ListingTable(new Map([["a", "1"]]));
    async function* malformed(): AsyncGenerator<readonly JournalEntry[]> {
      yield await Promise.resolve([write("a", "1")]);
      throw new Error("no such disk");
    }
    await expect(rollBack({ ...settingsFor(table, []), entries: malformed() })).rejects.toThrow(
      "no such disk",
    );
  });
});
