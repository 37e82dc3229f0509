import { mkdir, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { beforeEach, expect, it } from "vitest";
import { RecordedJournals } from "../../../../migrations/cli/wiring/recorded-journals";
import { ScratchFolder } from "../../../../migrations/cli/wiring/scratch-folder";
import { itemDigest } from "../../../../migrations/items/item-digest";
import { itemText } from "../../../../migrations/items/item-text";
import { keyText } from "../../../../migrations/items/key-check";
import type { TargetTable } from "../../../../migrations/items/target-table";
import type { Checkpoint } from "../../../../migrations/run-store/checkpoint";
import { indexedParts } from "../../../../migrations/run-store/journal/indexed-parts";
import type { NewEntry } from "../../../../migrations/run-store/journal/journal";
import { JournalFile } from "../../../../migrations/run-store/journal/journal-file";
import { keyDigest } from "../../../../migrations/seen-keys/key-digest";
import { useTemporaryFolder } from "../../files/temporary-folder";

const folder = useTemporaryFolder();
const runFolder = () => join(folder(), "run");
const path = () => join(runFolder(), "journal.jsonl");
const index = () => join(runFolder(), "journal.index");

const table: TargetTable = {
  ...{ name: "notes", partitionKey: { name: "id", type: "S" }, indexes: [] },
  ...{ billing: { mode: "on-demand" }, replicaRegions: [] },
};

interface Written {
  readonly table: string;
  readonly id: string;
  readonly kind: "put" | "delete" | "void";
  readonly hasDigest: boolean;
}

function entryOf({ table: name, id, kind, hasDigest }: Written): NewEntry {
  const item = { id: { S: id }, text: { S: `of ${id}` } };
  const key = { id: item.id };
  return {
    ...{ table: name, keyText: itemText(key) },
    ...(hasDigest && { keyDigest: keyDigest(keyText(key, ["id"])) }),
    ...(kind === "delete" ? { before: item } : { wrote: itemDigest(item) }),
    ...(kind === "void" && { isVoid: true }),
  };
}

/** All that the journal of a run says of a table, with the texts of the keys. */
async function recorded(): Promise<readonly unknown[]> {
  const run = { run: "run", target: { tables: { notes: "notes" } }, entities: {} } as unknown as Checkpoint;
  const journals = new RecordedJournals({
    ...{ tables: new Map([["notes", table]]), tableIds: {}, parent: folder() },
    scratch: new ScratchFolder(join(folder(), "scratch")),
  });
  try {
    const problem = await journals.readAll([run]);
    if (problem !== undefined) return [problem];
    const { cursor, texts } = journals.recordsOf("notes");
    const found: unknown[] = [];
    while (cursor.next()) {
      const cells = [...cursor.cells.slice(cursor.offset, cursor.offset + 9)];
      const position = ((cells[7] as number) & 0xffff) * 2 ** 32 + (cells[8] as number);
      found.push([cells, texts.read(position)]);
    }
    return found;
  } finally {
    journals.close();
  }
}

function covered(bytes: number): number {
  return [...indexedParts(path(), bytes)].reduce((sum, { from, to }) => sum + to - from, 0);
}

const written: fc.Arbitrary<Written> = fc.record({
  table: fc.constantFrom("notes", "notes", "tags"),
  id: fc.oneof(fc.constantFrom("a", "b", "ü", "😀"), fc.string({ minLength: 1, maxLength: 5 })),
  kind: fc.constantFrom("put" as const, "put" as const, "delete" as const, "void" as const),
  hasDigest: fc.integer({ max: 9, min: 0 }).map((one) => one > 0),
});

beforeEach(() => mkdir(runFolder()));

async function append(batches: readonly (readonly Written[])[], isKilled: boolean): Promise<void> {
  const journal = await JournalFile.open(path());
  for (const [number, batch] of batches.entries()) {
    await journal.append(batch.map(entryOf));
    if (number % 3 === 2) await journal.sync();
  }
  const before = await readFile(index()).catch(() => Buffer.alloc(0));
  await journal.close();
  // A process that was killed has not written what the index held.
  if (isKilled) await writeFile(index(), before);
}

it("has the same records with the index of the journal and without, whatever was written, killed and cut", async () => {
  const process = fc.record({
    batches: fc.array(fc.array(written, { maxLength: 5 }), { maxLength: 8 }),
    isKilled: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(process, { minLength: 1, maxLength: 3 }),
      fc.option(fc.nat({ max: 400 }), { nil: undefined }),
      async (processes, cut) => {
        await rm(path(), { force: true });
        await rm(index(), { force: true });
        for (const { batches, isKilled } of processes) await append(batches, isKilled);
        // A power cut may take the end of the journal and leave the index; what comes after has the same bytes.
        if (cut !== undefined) {
          const { size } = await stat(path());
          await truncate(path(), Math.max(0, size - cut));
          await append([[{ table: "notes", id: "later", kind: "put", hasDigest: true }]], false);
        }
        await rm(`${path()}.damaged`, { force: true });
        const withIndex = await recorded();
        await rm(index());
        expect(withIndex).toEqual(await recorded());
      },
    ),
    { numRuns: 60 },
  );
});

it("needs no line of the journal that the index holds", async () => {
  const ids = Array.from({ length: 10_000 }, (_, number) => `n${number}`);
  const all = ids.map((id): Written => ({ table: "notes", id, kind: "put", hasDigest: true }));
  await append(
    Array.from({ length: 100 }, (_, batch) => all.slice(batch * 100, batch * 100 + 100)),
    false,
  );
  const { size } = await stat(path());
  expect(covered(size)).toBe(size);
  expect(await recorded()).toHaveLength(10_000);
});

it.each([
  ["is of another journal", (bytes: Buffer) => bytes.fill("[", 0, 1)],
  ["is cut", (bytes: Buffer) => bytes.subarray(0, bytes.length - 1)],
  ["is damaged", (bytes: Buffer) => bytes.fill(7, bytes.length - 20)],
])("reads the lines if the index %s", async (_, damage) => {
  await append([[{ table: "notes", id: "a", kind: "put", hasDigest: true }]], false);
  const whole = await recorded();
  await writeFile(index(), damage(await readFile(index())));
  expect(covered((await stat(path())).size)).toBe(0);
  expect(await recorded()).toEqual(whole);
});

it("reads the lines if the index has the size of another journal", async () => {
  await append([[{ table: "notes", id: "b", kind: "put", hasDigest: true }]], false);
  const other = await readFile(index());
  await rm(path());
  await rm(index());
  await append([[{ table: "notes", id: "a", kind: "put", hasDigest: true }]], false);
  await writeFile(index(), other);
  expect(covered((await stat(path())).size)).toBe(0);
  expect(await recorded()).toHaveLength(1);
});
