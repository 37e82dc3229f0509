import { appendFile, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { itemText } from "../../../../migrations/items/item-text";
import { itemDigest } from "../../../../migrations/items/item-digest";
import type { JournalEntry } from "../../../../migrations/run-store/journal/journal";
import { checkJournal } from "../../../../migrations/run-store/journal/journal-check";
import { JournalFile } from "../../../../migrations/run-store/journal/journal-file";
import {
  itemIdOf,
  mergeJournals,
  type ShardJournal,
} from "../../../../migrations/run-store/shards/merged-journal";
import { item as anyItem } from "../../items/arbitrary-item";
import { newEntry } from "../journal/journal-entries";
import { useTemporaryFolder } from "../../files/temporary-folder";

const folder = useTemporaryFolder();
const entity = 'a "from":["x",1,1] b';

/** A journal with an item for each id; `before` is what each replaced. */
async function journal(
  name: string,
  ids: readonly string[],
  before?: (id: string) => string,
): Promise<string> {
  const path = join(folder(), name);
  const file = await JournalFile.open(path);
  await file.append(
    ids.map((id, index) => ({
      ...{
        table: "t",
        keyText: itemText({ id: { S: id } }),
        wrote: itemDigest({ id: { S: id }, by: { S: name } }),
      },
      ...(before && { before: { id: { S: id }, by: { S: before(id) } } }),
      origin: { entity, row: index + 1, item: 1 },
    })),
  );
  await file.close();
  return path;
}

async function entriesOf(path: string): Promise<JournalEntry[]> {
  const entries: JournalEntry[] = [];
  const remedy = "";
  await checkJournal(path, { remedy, onEntry: (entry) => entries.push(entry) });
  return entries;
}

describe("the joined journal of shards", () => {
  it("is a whole journal with the rows of one reading", async () => {
    const path = join(folder(), "journal.jsonl");
    const shards = [
      { path: await journal("1", ["a", "b"]), rowsBefore: 0 },
      { path: join(folder(), "missing"), rowsBefore: 2 },
      { path: await journal("2", ["c", "from"]), rowsBefore: 7 },
    ];
    const mark = await mergeJournals(shards, path);
    expect(await checkJournal(path, { mark, remedy: "" })).toMatchObject({ entries: 4, bytes: mark.bytes });
    const entries = await entriesOf(path);
    expect(entries.map(({ origin }) => origin)).toEqual(
      [1, 2, 8, 9].map((row) => ({ entity, row, item: 1 })),
    );
    expect(entries.map(({ key }) => key["id"]?.S)).toEqual(["a", "b", "c", "from"]);
  });

  it("has any entries as they were, wherever the pieces of the files end", async () => {
    const large = fc.constant({ text: { S: "x".repeat(90_000) } });
    const one = fc.record({ key: anyItem, before: fc.option(fc.oneof(anyItem, large), { nil: undefined }) });
    const shards = fc.array(fc.tuple(fc.nat(20_000), fc.array(one, { maxLength: 5 })), { maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(shards, fc.string(), async (all, name) => {
        const expected: unknown[] = [];
        const journals: ShardJournal[] = [];
        for (const [index, [rowsBefore, entries]] of all.entries()) {
          const path = join(folder(), `any-${index}.jsonl`);
          await rm(path, { force: true });
          const file = await JournalFile.open(path);
          for (const [at, { key, before }] of entries.entries()) {
            const own = { table: name, key, wrote: "digest", ...(before && { before }) };
            await file.append([newEntry({ ...own, origin: { entity: name, row: at + 1, item: 1 } })]);
            expected.push({ ...own, origin: { entity: name, row: rowsBefore + at + 1, item: 1 } });
          }
          await file.close();
          journals.push({ path, rowsBefore });
        }
        const path = join(folder(), "any.jsonl");
        const mark = await mergeJournals(journals, path);
        const entries: unknown[] = [];
        await checkJournal(path, { mark, remedy: "", onEntry: (entry) => entries.push(entry) });
        expect(entries).toEqual(expected);
      }),
      { numRuns: 15 },
    );
  });

  it("has the entries of an item of several shards last, in the order of the writes", async () => {
    const path = join(folder(), "journal.jsonl");
    const shards = [
      { path: await journal("1", ["a", "x"], () => "2"), rowsBefore: 0 },
      { path: await journal("2", ["x", "b"], () => "old"), rowsBefore: 2 },
    ];
    const shared = itemIdOf({ table: "t", key: { id: { S: "x" } } });
    await mergeJournals(shards, path, (entry) => itemIdOf(entry) === shared);
    const entries = await entriesOf(path);
    expect(entries.map(({ key }) => key["id"]?.S)).toEqual(["a", "b", "x", "x"]);
    expect(entries.slice(2).map(({ before }) => before?.["by"]?.S)).toEqual(["old", "2"]);
  });

  it("leaves out a line that a kill has left incomplete, and refuses a damaged one that a checkpoint relies on", async () => {
    const path = join(folder(), "journal.jsonl");
    const shard = await journal("1", ["a", "b"]);
    await appendFile(shard, '{"sum":"0');
    expect(await mergeJournals([{ path: shard, rowsBefore: 0 }], path)).toMatchObject({ entries: 2 });
    const text = await readFile(shard, "utf8");
    const mark = { entries: 2, bytes: text.lastIndexOf("\n") + 1, sum: "", openFrom: 0 };
    await writeFile(shard, text.replace('"S":"b"', '"S":"c"'));
    await expect(mergeJournals([{ path: shard, rowsBefore: 0, mark }], path)).rejects.toMatchObject({
      code: "journal-damaged",
    });
  });
});
