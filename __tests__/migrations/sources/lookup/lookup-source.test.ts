import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { RowsFrom } from "../../../../migrations/sources/rows-from";
import { CsvSource } from "../../../../migrations/sources/csv/csv-source";
import { JsonlSource } from "../../../../migrations/sources/json/jsonl-source";
import { LookupSource } from "../../../../migrations/sources/lookup/lookup-source";
import { SeveralFiles } from "../../../../migrations/sources/several-files";
import type { Position, SourceRow } from "../../../../migrations/sources/source";

const from: RowsFrom = {
  file: "cities.csv",
  lookup: {
    country: { file: "countries.csv", key: "code", by: "code" },
    streets: { file: "streets.csv", key: "city_id", by: "id", many: true },
  },
};

describe("LookupSource", () => {
  let folder: string;
  let source: LookupSource;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "lookup-"));
    await file("cities.csv", "id,code\n1,de\n2,fr\n3,\n");
    await file("countries.csv", "code,name\nde,Germany\nat,Austria\n");
    await file("streets.csv", "city_id,street\n1,Main\n2,Rue\n1,High\n");
    source = new LookupSource(new SeveralFiles(new CsvSource(folder), folder));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const file = (name: string, text: string) => writeFile(join(folder, name), text);
  const read = async (wanted: RowsFrom = from, after?: Position): Promise<SourceRow[]> => {
    const rows: SourceRow[] = [];
    for await (const chunk of source.rows(wanted, { after })) rows.push(...chunk.rows);
    return rows;
  };

  it("adds the row with the same key, or null, and the list of all rows with the key", async () => {
    expect((await read()).map(({ value }) => value)).toEqual([
      {
        ...{ id: "1", code: "de", country: { code: "de", name: "Germany" } },
        streets: [
          { city_id: "1", street: "Main" },
          { city_id: "1", street: "High" },
        ],
      },
      { id: "2", code: "fr", country: null, streets: [{ city_id: "2", street: "Rue" }] },
      { id: "3", code: null, country: null, streets: [] },
    ]);
  });

  it("looks up numbers and text with the same digits as the same key", async () => {
    await file("countries.csv", "code,name\n7,seven\n007,other\n");
    await file("cities.csv", "id,code\n1,7.0\n2,007\n");
    const typed = { ...from, lookup: { country: { file: "countries.csv", key: "code", by: "code" } } };
    expect((await read({ ...typed, columns: { code: "number" } })).map(({ value }) => value)).toMatchObject([
      { country: { name: "seven" } },
      { country: { name: "seven" } },
    ]);
    expect((await read(typed)).map(({ value }) => value)).toMatchObject([
      { country: { name: "seven" } },
      { country: { name: "other" } },
    ]);
  });

  it("looks up a number in scientific notation, and a column called like a member of every object", async () => {
    await file("cities.jsonl", '{"id":1,"code":1e21}\n');
    const jsonl = new LookupSource(new SeveralFiles(new JsonlSource(folder), folder));
    await file("countries.jsonl", '{"constructor":"1000000000000000000000","name":"big"}\n');
    const lookup = JSON.parse(
      '{"__proto__":{"file":"countries.jsonl","key":"constructor","by":"code"}}',
    ) as RowsFrom["lookup"];
    const rows: unknown[] = [];
    for await (const chunk of jsonl.rows({ file: "cities.jsonl", lookup }))
      rows.push(...chunk.rows.map(({ value }) => JSON.stringify(value)));
    expect(rows).toEqual([
      '{"id":1,"code":1e+21,"__proto__":{"constructor":"1000000000000000000000","name":"big"}}',
    ]);
  });

  it("rejects a row with several matches, and one whose column has the lookup's name", async () => {
    await file("countries.csv", "code,name\nde,Germany\nde,Deutschland\n");
    const [first, second] = await read();
    expect([first?.malformed, second?.malformed]).toEqual([
      `${folder}/countries.csv has 2 rows whose code is "de"; many: true looks up all of them`,
      undefined,
    ]);
    const taken = {
      file: "cities.csv",
      lookup: { id: { file: "countries.csv", key: "code", by: "code" } },
    };
    expect((await read(taken))[0]?.malformed).toBe(
      "the row has a column id already; name the lookup otherwise",
    );
  });

  it("resumes with the same rows and numbers", async () => {
    const lines = Array.from({ length: 60_000 }, (_, index) => `${index},de`);
    await file("cities.csv", `id,code\n${lines.join("\n")}\n`);
    const all = await read();
    let after: Position | undefined;
    for await (const { rows, cursor } of source.rows(from))
      if (cursor !== undefined && !after) after = { row: rows.at(-1)?.number ?? 0, cursor };
    expect(after?.row).toBeLessThan(60_000);
    expect(await read(from, after)).toEqual(all.slice(after?.row));
  });

  it("is split as the file of its rows is, and not at all if rows are looked up", async () => {
    const minPartBytes = 8;
    source = new LookupSource(new SeveralFiles(new CsvSource(folder, folder, minPartBytes), folder));
    const { file: name } = from;
    const parts = (await source.split?.({ file: name }, 2)) ?? [];
    expect(parts).toHaveLength(2);
    const version = await source.version({ file: name });
    const read = parts.map((part, index) => ({ part, version, rows: index + 1 }));
    expect(source.joinVersions?.({ file: name }, read)).toBeDefined();
    expect(await source.split?.(from, 2)).toEqual([{ from }]);
    expect(source.joinVersions?.(from, [{ part: { from }, version: "1", rows: 3 }])).toBe("1");
  });

  it("counts as changed if a file that is looked up has changed", async () => {
    const recorded = await source.version(from);
    expect(await source.compare(from, recorded)).toEqual({ kind: "same" });
    await file("countries.csv", "code,name\nde,Deutschland\nat,Austria\n");
    expect(await source.compare(from, recorded)).toEqual({
      kind: "changed",
      reason: `${folder}/countries.csv, which is looked up, has changed`,
    });
  });
});
