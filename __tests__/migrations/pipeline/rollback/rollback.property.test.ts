import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import type { Journal, JournalEntry, NewEntry } from "../../../../migrations/run-store/journal/journal";
import type { Undo } from "../../../../migrations/dynamodb/writer/undo";
import type { ItemReader, KeyLookup } from "../../../../migrations/dynamodb/reader/item-reader";
import { JournaledWire } from "../../../../migrations/pipeline/run/journaled-wire";
import { rollBack, type RollbackSettings } from "../../../../migrations/pipeline/rollback/rollback";
import type { Item } from "../../../../migrations/items/item";
import type { Put, PutResponse, PutOutcome, Wire } from "../../../../migrations/dynamodb/writer/wire";
import { putOf } from "../../dynamodb/writer/put-of";
import { readEntry } from "../../run-store/journal/journal-entries";

vi.setConfig({ testTimeout: 180_000 });

type State = Readonly<Record<string, string>>;

/** A table in memory whose items are a text each. */
class MemoryTable implements Wire, ItemReader, KeyLookup, Undo, Journal {
  readonly entries: JournalEntry[] = [];

  constructor(
    private readonly items: Map<string, string>,
    private readonly keepsExisting: boolean,
  ) {}

  put(puts: readonly Put[]): Promise<PutResponse> {
    return Promise.resolve({ outcomes: puts.map(({ item }) => this.putOne(item)) });
  }

  get(_table: string, keys: readonly Item[]): Promise<readonly (Item | undefined)[]> {
    return Promise.resolve(keys.map((key) => this.stored(key["id"]?.S ?? "")));
  }

  delete(_table: string, key: Item): Promise<boolean> {
    return Promise.resolve(this.items.delete(key["id"]?.S ?? ""));
  }

  restore(_table: string, before: Item): Promise<boolean> {
    this.items.set(before["id"]?.S ?? "", before["text"]?.S ?? "");
    return Promise.resolve(true);
  }

  find(_table: string, keyTexts: readonly string[]): Promise<ReadonlyMap<string, Item>> {
    const found = keyTexts.flatMap((text) => {
      const item = this.stored((JSON.parse(text) as { id: { S: string } }).id.S);
      return item ? [[text, item] as const] : [];
    });
    return Promise.resolve(new Map(found));
  }

  /** Deletes an item, journaled. */
  async remove(id: string): Promise<void> {
    const before = this.stored(id);
    if (!before) return;
    const keyText = JSON.stringify({ id: { S: id } });
    await this.append([{ table: "notes", keyText, before }]);
    this.items.delete(id);
  }

  append(entries: readonly NewEntry[]): Promise<void> {
    this.entries.push(...entries.map(readEntry));
    return Promise.resolve();
  }

  get state(): State {
    return Object.fromEntries([...this.items].toSorted());
  }

  private stored(id: string): Item | undefined {
    const text = this.items.get(id);
    return text === undefined ? undefined : itemOf(id, text);
  }

  private putOne(item: Item): PutOutcome {
    const id = item["id"]?.S ?? "";
    const stored = this.stored(id);
    if (stored && this.keepsExisting) return { kind: "exists", stored };
    this.items.set(id, item["text"]?.S ?? "");
    return { kind: "written" };
  }
}

const itemOf = (id: string, text: string): Item => ({ id: { S: id }, text: { S: text } });
const id = fc.constantFrom("a", "b", "c", "d", "e");
const state = fc.dictionary(id, fc.constantFrom<string>("x", "y", "z"), {
  noNullPrototype: true,
});

async function* inGroups(entries: readonly JournalEntry[]): AsyncGenerator<readonly JournalEntry[]> {
  for (let at = 0; at < entries.length; at += 2) yield await Promise.resolve(entries.slice(at, at + 2));
}

/** Writes a state, and a part of it again, as a run does that was killed and has gone on. */
async function write(
  table: MemoryTable,
  written: State,
  again: number,
  keepsExisting: boolean,
): Promise<void> {
  const put = (rows: [string, string][]) =>
    new JournaledWire(table, {
      ...{ name: "notes", keyNames: ["id"] },
      reader: table,
      journal: table,
      keepsExisting,
      now: () => 0,
    }).put(rows.map(([id, text]) => putOf(itemOf(id, text))));
  const rows = Object.entries(written);
  await put(rows.slice(0, again));
  await put(rows);
}

function rollbackSettings(table: MemoryTable): RollbackSettings {
  return {
    entries: inGroups(table.entries.toReversed()),
    ...{ reader: table, undo: table, dryRun: false },
    ...{ onKept: () => undefined, onProgress: () => undefined },
  };
}

function edit(items: Map<string, string>, edits: State, how: string): State {
  const edited = Object.entries(edits).map(([id, text]) => [id, `${text} ${how}`] as const);
  edited.forEach(([id, text]) => items.set(id, text));
  return Object.fromEntries(edited);
}

describe("taking a run back", () => {
  it.each([true, false])(
    "leaves the table as it was but for what others did since (existing kept: %s)",
    async (keepsExisting) => {
      await fc.assert(
        fc.asyncProperty(state, state, state, fc.nat(5), async (before, written, edits, again) => {
          const items = new Map(Object.entries(before));
          const table = new MemoryTable(items, keepsExisting);
          await write(table, written, again, keepsExisting);
          const after = table.state;
          const edited = edit(items, edits, "edited");

          const kept: string[] = [];
          const result = await rollBack({
            ...rollbackSettings(table),
            onKept: ({ key }) => kept.push(key["id"] ?? ""),
          });

          expect(table.state).toEqual(
            Object.fromEntries(Object.entries({ ...before, ...edited }).toSorted()),
          );
          const changedByRun = Object.keys(after).filter((id) => after[id] !== before[id]);
          expect(kept.toSorted()).toEqual(changedByRun.filter((id) => id in edits).toSorted());
          expect(result).toMatchObject({ kept: kept.length, complete: true });
        }),
        { numRuns: 500 },
      );
    },
  );

  it("leaves the table as it was after a run that wrote and deleted items", async () => {
    await fc.assert(
      fc.asyncProperty(state, state, fc.array(id), state, async (before, written, deleted, again) => {
        const table = new MemoryTable(new Map(Object.entries(before)), false);
        await write(table, written, 0, false);
        for (const one of deleted) await table.remove(one);
        await write(table, again, 0, false);
        await rollBack(rollbackSettings(table));
        expect(table.state).toEqual(Object.fromEntries(Object.entries(before).toSorted()));
      }),
      { numRuns: 500 },
    );
  });

  it.each([true, false])(
    "undoes what a killed run wrote and then wrote otherwise, but not what others did meanwhile (existing kept: %s)",
    async (keepsExisting) => {
      await fc.assert(
        fc.asyncProperty(state, state, state, state, state, async (before, first, between, second, later) => {
          const items = new Map(Object.entries(before));
          const table = new MemoryTable(items, keepsExisting);
          await write(table, first, 0, keepsExisting);
          const edits = edit(items, between, "meanwhile");
          await write(table, second, 0, keepsExisting);
          const laterEdits = edit(items, later, "later");
          await rollBack(rollbackSettings(table));
          expect(table.state).toEqual(
            Object.fromEntries(Object.entries({ ...before, ...edits, ...laterEdits }).toSorted()),
          );
        }),
        { numRuns: 500 },
      );
    },
  );
});
