import fc from "fast-check";
import { expect, it } from "vitest";
import type { RowLookup } from "../../../../migrations/sources/change-log";
import { type KeyRange, keyRangeText } from "../../../../migrations/sources/sql/key-range";
import type { Position, Source, SourcePart, SourceRow } from "../../../../migrations/sources/source";
import type { DatabaseAtTest } from "./database";
import { readInPieces, readPart, readParts, readPiece, readRows } from "../read-rows";

const words = fc.string({
  unit: fc.constantFrom("a", "A", "ä", "ß", " ", "z", "'", "\\", "😀"),
  maxLength: 4,
});

/** What holds for any kind of database that is read in pieces. @param collation in which `a` and `A` are close */
export function pagingFacts(database: DatabaseAtTest, collation: string): void {
  const { kind } = database;

  it("any keys of a text and a number together", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(words, fc.integer({ min: -2, max: 2 })), { minLength: 3, maxLength: 7 }),
        async (keys) => {
          await makeRows(
            database,
            `a VARCHAR(9) COLLATE ${collation}, b INT, c ${kind.moment} DEFAULT '2024-01-31 00:00:00.000001', PRIMARY KEY (b, a, c)`,
            keys.map(([a, b]) => `${kind.text(a)}, ${b}, DEFAULT`),
          );
          await expectTheSameInPieces(database, "b, a, c");
        },
      ),
      { numRuns: 8 },
    );
  });

  it("splits a table into ranges of about as many rows, at any key", async () => {
    const { kind } = database;
    await database.query(
      "DROP TABLE IF EXISTS t",
      `CREATE TABLE t (a BIGINT, k VARCHAR(9) COLLATE ${collation}, n INT, PRIMARY KEY (a, k))`,
      ...kind.big(3000, 1),
      `INSERT INTO t SELECT id % 3 - 9007199254740993, CONCAT('k', id), id FROM big`,
      "DROP TABLE big",
    );
    const source = database.source();
    const from = { table: "t" };
    const whole = (await readRows(source, from)).rows.map(({ value }) => value);
    const parts = (await source.split?.(from, 7)) ?? [];
    const sizes: number[] = [];
    for (const part of parts) sizes.push((await readPart(source, part)).length);
    expect(sizes).toEqual([1001, 1001, 998]);
    expect(await readParts(source, parts)).toEqual(whole);
    // The row at which two ranges meet may be deleted before they are read.
    const border = (await readPart(source, parts[0] as SourcePart)).at(-1) as SourceRow;
    const { n } = border.value as { n: number };
    await database.query(`DELETE FROM t WHERE n = ${n}`);
    const others = whole.filter((value) => (value as { n: number }).n !== n);
    expect(await readParts(source, parts)).toEqual(others);
    // One row less than two ranges need, and a query.
    await database.query(`DELETE FROM t WHERE n > 2000 AND n <> ${n}`);
    expect(await source.split?.(from, 7)).toEqual([{ from }]);
    const query = { query: "SELECT n FROM t", key: "n" };
    expect(await source.split?.(query, 7)).toEqual([{ from: query }]);
  });

  it.each([0, 1])("does not split a table of %i rows", async (rows) => {
    await makeRows(database, `k VARCHAR(9) COLLATE ${collation} PRIMARY KEY`, rows === 0 ? [] : ["'a'"]);
    const from = { table: "t" };
    const parts = (await database.source().split?.(from, 7)) ?? [];
    expect(parts).toEqual([{ from }]);
    expect(await readParts(database.source(), parts)).toHaveLength(rows);
  });

  it("the texts of a query's key by their bytes, so that only equal ones are one", async () => {
    const texts = ["b", "B", "a", "a ", "A"];
    await makeRows(
      database,
      `id INT PRIMARY KEY, k VARCHAR(9) COLLATE ${collation}`,
      texts.map((text, index) => `${index}, '${text}'`),
    );
    // So large that a chunk has three rows.
    const from = { query: "SELECT k, REPEAT('x', 400000) FROM t;", key: "k" };
    const expected = ["A", "B", "a", "a ", "b"].map((k, index) => [index + 1, k]);
    const keys = (rows: readonly SourceRow[]) =>
      rows.map(({ number, value }) => [number, (value as { k: string }).k]);
    expect(keys((await readRows(database.source(), from)).rows)).toEqual(expected);
    expect(keys(await readInPieces(database.source(), from))).toEqual(expected);
  });
}

/** Reads any texts in pieces, as keys of one type. */
export async function expectAnyTextsInPieces(
  database: DatabaseAtTest,
  type: string,
  numRuns: number,
): Promise<void> {
  await fc.assert(
    fc.asyncProperty(fc.array(words, { minLength: 3, maxLength: 7 }), async (keys) => {
      await makeRows(
        database,
        `k ${type} PRIMARY KEY`,
        keys.map((key) => database.kind.text(key)),
      );
      await expectTheSameInPieces(database, "k");
    }),
    { numRuns },
  );
}

/** Reads keys in pieces, given in their order as SQL. */
export async function expectKeysInPieces(
  database: DatabaseAtTest,
  type: string,
  values: readonly string[],
): Promise<void> {
  await makeRows(database, `k ${type} PRIMARY KEY`, values.toReversed());
  expect((await readInPieces(database.source(), { table: "t" })).length).toBe(values.length);
  await expectTheSameInPieces(database, "k");
  await expectRowsByKeys(database.source());
}

/** The rows of `t` are found by their keys: all of them, and each alone. */
async function expectRowsByKeys(source: Source): Promise<void> {
  const rows = new Map<string, unknown>();
  const malformed = new Set<string>();
  for (let after: Position | undefined; ;) {
    const [first] = await readPiece(source, { table: "t" }, after);
    if (first?.cursor === undefined) break;
    expect(first.rows).toHaveLength(1);
    rows.set(first.cursor, first.rows[0]?.value);
    if (first.rows[0]?.malformed !== undefined) malformed.add(first.cursor);
    after = { row: rows.size, cursor: first.cursor };
  }
  const keys = [...rows.keys()];
  const lookup = (await source.lookup?.({ table: "t" })) as RowLookup;
  try {
    expect(lookup.keyColumns).toEqual(["k"]);
    for (const [key, row] of rows)
      if (malformed.has(key)) expect(() => lookup.keyRow(key)).toThrow();
      else expect(lookup.keyRow(key)).toEqual(row);
    const found = new Map((await lookup.rowsAt(keys)).map(({ key, value }) => [key, value]));
    expect(found).toEqual(rows);
    for (const [key, value] of rows)
      expect(await lookup.rowsAt([key])).toContainEqual(expect.objectContaining({ key, value }));
    expect(await lookup.rowsAt([])).toEqual([]);
  } finally {
    await lookup.close();
  }
}

async function makeRows(database: DatabaseAtTest, columns: string, rows: readonly string[]): Promise<void> {
  await database.query("DROP TABLE IF EXISTS t", `CREATE TABLE t (${columns})`);
  for (const row of rows) await database.query(database.kind.add(row));
}

/** Each row once and with its number, in the order of the database. */
async function expectTheSameInPieces(database: DatabaseAtTest, order: string): Promise<void> {
  const query = `SELECT *, ROW_NUMBER() OVER (ORDER BY ${order}) AS n FROM t`;
  const whole = await readRows(database.source(), { query, key: "n" });
  const read = await readInPieces(database.source(), { table: "t" });
  expect(read.map(unnumbered)).toEqual(whole.rows.map(unnumbered));
  await expectTheSameInRanges(database.source(), read);
}

/** The rows up to each row, between it and the last one, and after that. @param whole all rows of `t` */
async function expectTheSameInRanges(source: Source, whole: readonly SourceRow[]): Promise<void> {
  const from = { table: "t" };
  const valuesIn = async (range: Omit<KeyRange, "rows">) => {
    const rows = await readPart(source, { from, range: keyRangeText({ ...range, rows: 1 }) });
    expect(rows.map(({ number }) => number)).toEqual(rows.map((_, index) => index + 1));
    return rows.map(({ value }) => value);
  };
  const values = whole.map(({ value }) => value);
  const keys: string[] = [];
  for (let after: Position | undefined; keys.length < whole.length;) {
    const [first] = await readPiece(source, from, after);
    keys.push(first?.cursor ?? "");
    after = { row: keys.length, cursor: first?.cursor ?? "" };
  }
  const last = keys.length - 2;
  for (const [index, upTo] of keys.slice(0, -1).entries()) {
    expect(await valuesIn({ upTo })).toEqual(values.slice(0, index + 1));
    expect(await valuesIn({ after: upTo, upTo: keys[last] })).toEqual(values.slice(index + 1, last + 1));
  }
  expect(await valuesIn({ after: keys[last] })).toEqual(values.slice(last + 1));
}

function unnumbered({ number, value }: SourceRow) {
  return [number, { ...(value as object), n: undefined }];
}
