import { appendFile, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { itemText } from "../../../../migrations/items/item-text";
import { itemDigest } from "../../../../migrations/items/item-digest";
import type { JournalEntry } from "../../../../migrations/run-store/journal/journal";
import { checkJournal } from "../../../../migrations/run-store/journal/journal-check";
import { JournalFile, readJournal } from "../../../../migrations/run-store/journal/journal-file";
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

/** The journal of a shard, with an item for each id; `before` is what each replaced. */
async function journal(
  name: string,
  ids: readonly string[],
  rowsBefore: number,
  before?: (id: string) => string,
): Promise<ShardJournal> {
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
  const mark = file.mark(new Map());
  await file.close();
  return { path, mark, rowsBefore };
}

async function entriesOf(path: string): Promise<JournalEntry[]> {
  const entries: JournalEntry[] = [];
  const remedy = "";
  await checkJournal(path, { remedy, onEntry: (entry) => entries.push(entry) });
  return entries;
}

function texts(entries: readonly JournalEntry[]): string[] {
  return entries.map(({ key, origin }) => `${origin?.row} ${itemText(key)}`).toSorted();
}

describe("the joined journal of shards", () => {
  it("is a whole journal with the rows of one reading", async () => {
    const path = join(folder(), "journal.jsonl");
    const shards = [
      await journal("1", ["a", "b"], 0),
      { path: join(folder(), "missing"), rowsBefore: 2 },
      await journal("2", ["c", "from"], 7),
    ];
    const mark = await mergeJournals(shards, path);
    expect(await checkJournal(path, { mark, remedy: "" })).toMatchObject({ entries: 4, bytes: mark.bytes });
    const entries = await entriesOf(path);
    expect(entries.map(({ origin }) => origin)).toEqual(
      [1, 2, 8, 9].map((row) => ({ entity, row, item: 1 })),
    );
    expect(entries.map(({ key }) => key["id"]?.S)).toEqual(["a", "b", "c", "from"]);
    const backwards: unknown[] = [];
    for await (const group of readJournal(path, 3)) backwards.push(...group.map(({ key }) => key["id"]?.S));
    expect(backwards).toEqual(["from", "c", "b", "a"]);
  });

  it("has the lines of the shards unchanged, and a line where the next part starts", async () => {
    const path = join(folder(), "journal.jsonl");
    const shards = [
      await journal("1", ["a", "b"], 0),
      await journal("2", ["c"], 2),
      await journal("3", [], 3),
    ];
    await mergeJournals(shards, path);
    const [first, second] = await Promise.all(shards.map((shard) => readFile(shard.path, "utf8")));
    const start: unknown = expect.stringMatching(
      /^\{"sum":"[0-9a-f]{8}","part":\{"follows":"00000000","rowsBefore":2\}\}\n$/,
    );
    const text = await readFile(path, "utf8");
    expect([first, text.slice(first?.length, -(second?.length ?? 0)), second]).toEqual([
      first,
      start,
      second,
    ]);
    expect(text.startsWith(first ?? "") && text.endsWith(second ?? "")).toBe(true);
  });

  it.each([
    ["an entry", '"S":"c"', '"S":"C"', 4],
    ["the start of a part", '"rowsBefore":2', '"rowsBefore":3', 3],
    ["the checksum that a part follows", '"follows":"0', '"follows":"1', 3],
  ])("is refused by its reader, with the line, if %s is damaged", async (_what, before, after, line) => {
    const path = join(folder(), "journal.jsonl");
    const shards = [await journal("1", ["a", "b"], 0), await journal("2", ["c", "d"], 2)];
    const mark = await mergeJournals(shards, path);
    const text = await readFile(path, "utf8");
    await writeFile(path, text.replace(before, after));
    await expect(checkJournal(path, { mark, remedy: "" })).rejects.toMatchObject({
      code: "journal-damaged",
      message: expect.stringContaining(`line ${line} (byte`) as string,
    });
  });

  it("is refused by its reader if a part is missing or there twice", async () => {
    const path = join(folder(), "journal.jsonl");
    const shards = [await journal("1", ["a"], 0), await journal("2", ["b"], 1), await journal("3", ["c"], 2)];
    const mark = await mergeJournals(shards, path);
    const [one, start, two, ...rest] = (await readFile(path, "utf8")).split(/(?<=\n)/);
    for (const lines of [
      [one, ...rest],
      [one, start, two, start, two, ...rest],
      [start, two, one, ...rest],
    ]) {
      await writeFile(path, lines.join(""));
      await expect(checkJournal(path, { mark, remedy: "" })).rejects.toMatchObject({
        code: "journal-damaged",
      });
    }
  });

  it("has any entries as they were, wherever the pieces of the files end", async () => {
    const large = fc.constant({ text: { S: "x".repeat(90_000) } });
    const one = fc.record({ key: anyItem, before: fc.option(fc.oneof(anyItem, large), { nil: undefined }) });
    const ends = fc.constantFrom<"marked" | "unmarked" | "cut">("marked", "unmarked", "cut");
    const entriesOfShard = fc.array(one, { maxLength: 5 });
    const shards = fc.array(fc.tuple(fc.nat(20_000), entriesOfShard, ends), { maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(shards, fc.string(), async (all, name) => {
        const expected: unknown[] = [];
        const journals: ShardJournal[] = [];
        for (const [index, [rowsBefore, entries, end]] of all.entries()) {
          const path = join(folder(), `any-${index}.jsonl`);
          await rm(path, { force: true });
          const file = await JournalFile.open(path);
          for (const [at, { key, before }] of entries.entries()) {
            const own = { table: name, key, wrote: "digest", ...(before && { before }) };
            await file.append([newEntry({ ...own, origin: { entity: name, row: at + 1, item: 1 } })]);
            expected.push({ ...own, origin: { entity: name, row: rowsBefore + at + 1, item: 1 } });
          }
          const mark = end === "unmarked" ? undefined : file.mark(new Map());
          await file.close();
          if (end === "cut") await appendFile(path, '{"sum":"0');
          journals.push({ path, mark, rowsBefore });
        }
        const path = join(folder(), "any.jsonl");
        const mark = await mergeJournals(journals, path);
        const entries: unknown[] = [];
        await checkJournal(path, { mark, remedy: "", onEntry: (entry) => entries.push(entry) });
        expect(entries).toEqual(expected);
        const isShared = ({ key }: Pick<JournalEntry, "key">): boolean => itemText(key).length % 2 === 0;
        const other = await mergeJournals(journals, path, isShared);
        const found: JournalEntry[] = [];
        await checkJournal(path, { mark: other, remedy: "", onEntry: (entry) => found.push(entry) });
        const kept = (expected as JournalEntry[]).filter((entry) => !isShared(entry));
        expect(found.slice(0, kept.length)).toEqual(kept);
        expect(found.slice(kept.length).every(isShared)).toBe(true);
        expect(texts(found)).toEqual(texts(expected as JournalEntry[]));
      }),
      { numRuns: 15 },
    );
  });

  it("has the entries of an item of several shards last, in the order of the writes", async () => {
    const path = join(folder(), "journal.jsonl");
    const shards = [
      await journal("1", ["a", "x"], 0, () => "2"),
      await journal("2", ["x", "b"], 2, () => "old"),
    ];
    const shared = itemIdOf({ table: "t", key: { id: { S: "x" } } });
    const mark = await mergeJournals(shards, path, (entry) => itemIdOf(entry) === shared);
    expect(await checkJournal(path, { mark, remedy: "" })).toMatchObject({ entries: 4, bytes: mark.bytes });
    const entries = await entriesOf(path);
    expect(entries.map(({ key }) => key["id"]?.S)).toEqual(["a", "b", "x", "x"]);
    expect(entries.slice(2).map(({ before }) => before?.["by"]?.S)).toEqual(["old", "2"]);
    expect(entries.map(({ origin }) => origin?.row)).toEqual([1, 4, 3, 2]);
  });

  it("leaves out a line that a kill has left incomplete, and refuses a damaged one that a checkpoint relies on", async () => {
    const path = join(folder(), "journal.jsonl");
    const { path: shard } = await journal("1", ["a", "b"], 0);
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
