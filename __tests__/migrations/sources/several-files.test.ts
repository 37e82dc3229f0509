import { appendFile, mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { CsvSource } from "../../../migrations/sources/csv/csv-source";
import { JsonSource } from "../../../migrations/sources/json/json-source";
import { JsonlSource } from "../../../migrations/sources/json/jsonl-source";
import { SeveralFiles } from "../../../migrations/sources/several-files";
import type { ComparedSource, RowsFrom, Source } from "../../../migrations/sources/source";
import { useTemporaryFolder } from "../files/temporary-folder";
import { readRows, readValues } from "./read-rows";
import { positionsOf, resumeFromEverywhere, rowsAfter } from "./resume-anywhere";

const folder = useTemporaryFolder();
const padding = "ü".repeat(300);
const numbers = (first: number) => Array.from({ length: 1500 }, (_, index) => first + index);

const of = (one: ComparedSource) => new SeveralFiles(one, folder(), "data");
const csv = () => of(new CsvSource(folder()));

async function write(name: string, content: string | Uint8Array): Promise<void> {
  await mkdir(join(folder(), name, ".."), { recursive: true });
  await writeFile(join(folder(), name), content);
}

/** A reading, with what it recorded of the files. */
async function readAll(source: Source, from: RowsFrom) {
  const stream = source.rows(from);
  let rows = 0;
  for await (const chunk of stream) rows += chunk.rows.length;
  return { rows, version: stream.version ?? "", fraction: stream.fractionRead };
}

describe("several files of one entity", () => {
  it("are those that match a pattern, by their paths", async () => {
    for (const name of [
      "part-2.csv",
      "part-10.csv",
      "part-1.csv",
      ".part-0.csv",
      "part-1.txt",
      "b/part-3.csv",
    ])
      await write(name, `id\n${name}\n`);
    expect(await readValues(csv(), { file: "part-*.csv" })).toEqual(
      ["part-1.csv", "part-10.csv", "part-2.csv"].map((id) => ({ id })),
    );
    expect(await readValues(csv(), { file: "part-?.csv" })).toHaveLength(2);
    expect(await readValues(csv(), { file: "*/part-*.csv" })).toEqual([{ id: "b/part-3.csv" }]);
    expect(await readValues(csv(), { file: join(folder(), "part-1*.csv") })).toHaveLength(2);
  });

  it("have their own headers, lines and names in rejects", async () => {
    await write("a1.csv", "id\n1\n");
    await write("a2.csv", "id,name\n2,x\n3\n");
    const stream = csv().rows({ file: "a*.csv" });
    const seen: unknown[] = [];
    for await (const { rows } of stream)
      for (const row of rows)
        seen.push([stream.origin?.file, row.number, row.line, row.malformed ?? row.value]);
    const path = (name: string) => join(folder(), name);
    expect(seen).toEqual([
      [path("a1.csv"), 1, 2, { id: "1" }],
      [path("a2.csv"), 2, 2, { id: "2", name: "x" }],
      [path("a2.csv"), 3, 3, "the row has 1 cell, but the first row names 2 columns"],
    ]);
    expect(stream.fractionRead).toBe(1);
  });

  it.each<[string, (first: number) => string, () => ComparedSource, Omit<RowsFrom, "file">]>([
    [
      "csv",
      (first) =>
        `id,t\n${numbers(first)
          .map((n) => `${n},${padding}\n`)
          .join("")}`,
      () => new CsvSource(folder()),
      {},
    ],
    [
      "jsonl",
      (first) =>
        numbers(first)
          .map((n) => `{"id":${n},"t":"${padding}"}\n`)
          .join(""),
      () => new JsonlSource(folder()),
      {},
    ],
    [
      "json",
      (first) =>
        `{"r":[${numbers(first)
          .map((n) => `{"id":${n},"t":"${padding}"}`)
          .join(",")}]}`,
      () => new JsonSource(folder()),
      { at: "$.r" },
    ],
  ])("of %s are resumed from everywhere", async (kind, text, make, from) => {
    await write(`a.${kind}`, text(0));
    await write(`b.${kind}.gz`, gzipSync(text(5000)));
    await write(`c.${kind}`, text(9000));
    expect(await resumeFromEverywhere(of(make()), { file: `?.${kind}*`, ...from })).toBeGreaterThan(8);
  });

  it("give rows again by their numbers", async () => {
    await write("a.jsonl", '{"id":1}\n');
    await write("b.jsonl", '{"id":2}\n{"id":3}\n');
    const seen: unknown[] = [];
    for await (const { rows, reread } of of(new JsonlSource(folder())).rows({ file: "*.jsonl" }))
      for (const { number } of rows) seen.push(reread?.(number));
    expect(seen).toEqual([{ id: 1 }, { id: 2 }, { id: 3 }]);
  });

  it("refuse a pattern that matches none, and a folder that does not exist", async () => {
    const { error } = await readRows(csv(), { file: "x*.csv" });
    expect((error as Error).message).toBe("cannot read data/x*.csv: no file matches it");
    const { error: noFolder } = await readRows(csv(), { file: "no/x*.csv" });
    expect((noFolder as Error).message).toContain("cannot read data/no/x*.csv: file not found");
  });
});

describe("several files that were recorded", () => {
  const from = { file: "*.csv" };

  async function recorded() {
    await write("a.csv", "id\n1\n2\n");
    await write("b.csv", "id\n3\n");
    return readAll(csv(), from);
  }

  it("are the same if none has changed", async () => {
    const { rows, version, fraction } = await recorded();
    expect([rows, fraction]).toEqual([3, 1]);
    await write("a.csv", "id\n1\n2\n");
    expect(await csv().compare(from, version)).toEqual({ kind: "same" });
  });

  it.each<[string, () => Promise<void>, string]>([
    ["one has another content", () => write("b.csv", "id\n4\n"), "b.csv: its first 5 bytes are different"],
    ["one has grown", () => appendFile(join(folder(), "a.csv"), "9\n"), "a.csv: it had 7 bytes, now 9"],
    ["one is added", () => write("c.csv", "id\n"), "c.csv was added"],
    ["one is gone", () => rm(join(folder(), "a.csv")), "a.csv is missing"],
  ])("have changed if %s", async (_what, change, reason) => {
    const { version } = await recorded();
    await change();
    expect(await csv().compare(from, version)).toEqual({ kind: "changed", reason });
  });

  it("are the same so far after the rows of the files that were read", async () => {
    await write("a.csv", `id\n${numbers(0).join("\n")}\n`);
    await write("b.csv", `id\n${numbers(0).join("\n")}\n`);
    const stream = csv().rows(from);
    for await (const chunk of stream) if (chunk.rows.length > 0) break;
    expect(await csv().compare(from, stream.version ?? "")).toMatchObject({ kind: "same-so-far" });
  });

  it("compare with what they were before any row was read", async () => {
    await write("a.csv", "id\n1\n");
    const version = await csv().version(from);
    expect(await csv().compare(from, version)).toEqual({ kind: "same" });
    await write("a.csv", "id\n2\n");
    expect(await csv().compare(from, version)).toMatchObject({ kind: "changed" });
  });

  it("are not resumed if a file that was read has changed", async () => {
    await write("a.csv", `id\n${numbers(0).join("\n")}\n`);
    await write(
      "b.csv",
      `id,t\n${numbers(0)
        .map((n) => `${n},${padding}`)
        .join("\n")}\n`,
    );
    const positions = await positionsOf(csv(), from);
    const stream = csv().rows(from);
    for await (const chunk of stream) if (chunk.rows[0]!.number > 1600) break;
    const { version } = stream;
    await write("a.csv", "id\n1\n");
    const after = positions.at(-1)!.after;
    const read = async () => {
      for await (const chunk of csv().rows(from, { after, version })) expect(chunk).toBeDefined();
    };
    await expect(read()).rejects.toThrow("*.csv has changed since the run started: a.csv:");
    await write("a.csv", `id\n${numbers(0).join("\n")}\n`);
    expect(await rowsAfter(csv(), from, after)).toEqual(positions.at(-1)!.behind);
  });
});
