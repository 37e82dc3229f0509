import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { newEntry } from "./journal-entries";
import type { JournalEntry } from "../../../../migrations/run-store/journal/journal";
import { checkJournal } from "../../../../migrations/run-store/journal/journal-check";
import { JournalFile } from "../../../../migrations/run-store/journal/journal-file";
import type { JournalMark } from "../../../../migrations/run-store/journal/journal-mark";
import { useTemporaryFolder } from "../../files/temporary-folder";

const folder = useTemporaryFolder();
const path = () => join(folder(), "journal.jsonl");
const entry = (row: number): JournalEntry => ({
  ...{ table: "notes", key: { id: { S: `n${row}` } }, wrote: "digest" },
  origin: { entity: "note", row, item: 1 },
});
const rows = [1, 2, 3, 4, 5, 6];
const remedy = "Nothing was rolled back";
let mark: JournalMark;
let text: string;

/** The text with something done to its lines. */
function withLines(change: (lines: string[]) => string[]): string {
  return change(text.trimEnd().split("\n")).join("\n") + "\n";
}

beforeEach(async () => {
  const journal = await JournalFile.open(path());
  for (const row of rows) await journal.append([newEntry(entry(row))]);
  mark = journal.mark(new Map());
  await journal.close();
  text = await readFile(path(), "utf8");
});

describe("checkJournal", () => {
  it("takes what was written, and counts it", async () => {
    expect(await checkJournal(path(), { mark, remedy })).toEqual({
      entries: 6,
      bytes: text.length,
      sum: mark.sum,
      size: text.length,
    });
  });

  it("leaves out a last line that is incomplete, past what the checkpoint relies on", async () => {
    await writeFile(path(), `${text}{"sum":"00`);
    expect(await checkJournal(path(), { mark, remedy })).toMatchObject({ entries: 6, bytes: text.length });
  });

  it.each([
    ["cut in half", () => text.slice(0, text.length / 2)],
    ["emptied", () => ""],
    ["one byte short", () => text.slice(0, -1)],
  ])("refuses a file that is %s", async (_what, changed) => {
    await writeFile(path(), changed());
    await expect(checkJournal(path(), { mark, remedy })).rejects.toMatchObject({
      code: "journal-damaged",
      message: `${path()} is damaged: it has ${changed().length} bytes, and the checkpoint relies on 6 lines (${text.length} bytes). ${remedy}`,
    });
  });

  it.each([
    ["NUL bytes in it", () => `${text.slice(0, 150)}${"\0".repeat(400)}${text.slice(550)}`],
    ["a changed digit", () => text.replace("n3", "n7")],
    ["two lines swapped", () => withLines(([a, b, c, ...rest]) => [a, c, b, ...rest] as string[])],
    ["a line doubled", () => withLines(([a, b, ...rest]) => [a, b, b, ...rest] as string[])],
    [
      "a line missing and one added",
      () => withLines(([a, , ...rest]) => [a, ...rest, rest.at(-1)] as string[]),
    ],
    [
      "a line without its checksum",
      () => withLines(([a, ...rest]) => [a?.replace(/"sum":"\w+",/, "") + " ".repeat(17), ...rest]),
    ],
  ])("refuses a file with %s, and names the place", async (_what, changed) => {
    await writeFile(path(), changed());
    await expect(checkJournal(path(), { mark, remedy })).rejects.toMatchObject({
      code: "journal-damaged",
      message: expect.stringMatching(
        /is damaged: line \d \(byte \d+\) is not what was written\. Nothing/,
      ) as string,
    });
  });

  it("refuses another run's journal of the same length", async () => {
    const other = join(folder(), "other.jsonl");
    const journal = await JournalFile.open(other);
    for (const row of rows) await journal.append([newEntry(entry(row + 1))]);
    await journal.close();
    await expect(checkJournal(other, { mark, remedy })).rejects.toMatchObject({
      message: expect.stringContaining("it does not start with the 6 lines") as string,
    });
  });

  it("takes a journal of an earlier version with a line that a kill left incomplete", async () => {
    const line = '{"table":"notes","key":{"id":{"S":"a"}},"wrote":"digest"}';
    await writeFile(path(), `${line}\n${line.slice(0, 20)}\n${line}\n`);
    expect(await checkJournal(path(), { remedy })).toMatchObject({ entries: 3 });
  });

  it("refuses NUL bytes in a journal of an earlier version", async () => {
    const line = '{"table":"notes","key":{"id":{"S":"a"}},"wrote":"digest"}';
    await writeFile(path(), `${line}\n${"\0".repeat(20)}\n${line}\n`);
    await expect(checkJournal(path(), { remedy })).rejects.toMatchObject({ code: "journal-damaged" });
  });
});

describe("a journal that is opened again", () => {
  it("hands out the entries of rows that the checkpoint does not count, at least", async () => {
    const journal = await JournalFile.open(path(), mark);
    const later = journal.mark(new Map([["note", 4]]));
    await journal.close();
    const again = await JournalFile.open(path(), later);
    expect(again.found).toEqual([entry(5), entry(6)]);
    expect(again.mark(new Map([["note", 5]]))).toMatchObject({ entries: 6, bytes: text.length });
    await again.close();
  });

  it("hands out those that were sent after the checkpoint", async () => {
    const settled = new Map([["note", 6]]);
    const journal = await JournalFile.open(path(), mark);
    const saved = journal.mark(settled);
    await journal.append([newEntry(entry(7))]);
    await journal.close();
    const again = await JournalFile.open(path(), saved);
    expect(again.found).toEqual([entry(7)]);
    expect(again.mark(settled)).toMatchObject({ entries: 7, openFrom: text.length });
    await again.close();
  });

  it("continues after removing a last line that a kill left incomplete", async () => {
    await writeFile(path(), `${text}{"sum":"00`);
    const journal = await JournalFile.open(path(), mark);
    await journal.append([newEntry(entry(7))]);
    const end = journal.mark(new Map());
    await journal.close();
    expect(await checkJournal(path(), { mark: end, remedy })).toMatchObject({ entries: 7 });
  });

  it.each([
    ["an incomplete line", '{"sum":"00'],
    ["NUL bytes", "\0".repeat(400)],
  ])("moves %s at its end to a file beside it, and tells the next process too", async (_what, end) => {
    await writeFile(path(), text + end);
    const journal = await JournalFile.open(path(), mark);
    await journal.close();
    const { length: start } = text;
    expect(journal.damaged).toEqual({ line: 7, start, end: start + end.length });
    expect(await readFile(`${path()}.damaged`, "utf8")).toBe(end);
    const again = await JournalFile.open(path(), mark);
    await again.close();
    expect([again.damaged, again.lostBytes]).toEqual([undefined, end.length]);
  });

  it("is refused if its open part is damaged", async () => {
    await writeFile(path(), text.replace("n6", "n7"));
    await expect(JournalFile.open(path(), { ...mark, openFrom: 0 })).rejects.toMatchObject({
      code: "journal-damaged",
    });
  });
});
