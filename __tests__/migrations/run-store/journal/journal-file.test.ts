import { appendFile, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { newEntry } from "./journal-entries";
import type { JournalEntry } from "../../../../migrations/run-store/journal/journal";
import { JournalFile, readJournal } from "../../../../migrations/run-store/journal/journal-file";
import { useTemporaryFolder } from "../../files/temporary-folder";
import { item as anyItem } from "../../items/arbitrary-item";

const folder = useTemporaryFolder();
const path = () => join(folder(), "journal.jsonl");
const entry = (id: string): JournalEntry => ({ table: "notes", key: { id: { S: id } }, wrote: "digest" });

async function groups(size = 100): Promise<(readonly JournalEntry[])[]> {
  const found: (readonly JournalEntry[])[] = [];
  for await (const group of readJournal(path(), size)) found.push(group);
  return found;
}

async function append(...entries: JournalEntry[]): Promise<void> {
  const journal = await JournalFile.open(path());
  await journal.append(entries.map(newEntry));
  await journal.close();
}

describe("a journal file", () => {
  it("gives back any entry as it was, to the last bit", async () => {
    await fc.assert(
      fc.asyncProperty(anyItem, anyItem, async (key, before) => {
        await rm(path(), { force: true });
        const written = { ...entry("a"), key, before };
        await append(written);
        expect(await groups()).toEqual([[written]]);
      }),
    );
  });

  it("gives back a delete, which wrote nothing", async () => {
    const { table, key } = entry("a");
    const deleted = { table, key, before: { ...key, text: { S: "before" } } };
    await append(deleted);
    expect(await groups()).toEqual([[deleted]]);
  });

  it("is continued by the next process", async () => {
    await append(entry("a"));
    await append(entry("b"));
    expect(await groups()).toEqual([[entry("b"), entry("a")]]);
  });

  it("removes a last line that a kill left half-written, and only that", async () => {
    await append(entry("a"));
    await appendFile(path(), '{"table":"notes","key":{"id":{"S":"b');
    await append(entry("c"));
    expect(await groups()).toEqual([[entry("c"), entry("a")]]);
  });

  it("hands entries out in groups, the last ones first", async () => {
    await append(entry("a"), entry("b"), entry("c"));
    expect(await groups(2)).toEqual([[entry("c"), entry("b")], [entry("a")]]);
  });

  it("holds a line an entry, whatever separators are in it", async () => {
    await append({ ...entry("a"), key: { id: { S: "\u2028\u2029\n" } } });
    expect((await readFile(path(), "utf8")).split(/\r?\n|\u2028|\u2029/)).toHaveLength(2);
  });
});
