import { describe, expect, it } from "vitest";
import { load, problemsIn } from "./problems";

/** A migration file with one entity. */
const fileWith = (source: string, from: string) =>
  `name: forum\nsource: { ${source} }\nentities:\n  user:\n    from: ${from}\n    to: users\n`;

describe("from", () => {
  it.each([
    ["json: .", "{ file: users.json, at: $.users }"],
    ["json: .", "{ file: rates.json, at: $.rates, keyColumn: code }"],
    ["jsonl: .", "{ file: users.jsonl, extendedJson: true }"],
    [
      "csv: .",
      "{ file: a*.csv, header: false, names: [a, b], nulls: [NA], quote: null, escape: '\\', comment: '#' }",
    ],
    ["csv: .", "{ file: users.csv, quotedEmpty: null, encoding: windows-1252 }"],
    ["csv: .", "{ file: users.csv, columns: { age: number, tags: list }, delimiter: ; }"],
    ["csv: .", '{ file: users.csv, delimiter: "\\t" }'],
    ["sqlite: shop.db", "{ table: users }"],
    ["sqlite: shop.db", "{ query: SELECT * FROM users, key: id }"],
    ["mysql: a", "{ table: users }"],
    ["postgres: a", "{ query: SELECT * FROM users, key: id }"],
    ["dynamodb: us-east-1", "{ table: Users }"],
    ["dynamodbExport: .", "{}"],
    ["dynamodbExport: .", "{ folder: users, deletes: ignore }"],
  ])("with %s takes %s", async (source, from) => {
    await expect(load(fileWith(source, from))).resolves.toMatchObject({ entities: [{ name: "user" }] });
  });

  it.each([
    ["json: .", "{ at: $.users }", "must name a file: from: { file: users/db.json, at: $.users }"],
    ["jsonl: .", "{}", "must name a file: from: { file: users.jsonl }"],
    ["csv: .", "{}", "must name a file: from: { file: users.csv, columns: { age: number } }"],
    [
      "csv: .",
      "{ file: a, header: false }",
      "must name the columns of a file without a header: { header: false, names: [id, name] }",
    ],
    [
      "csv: .",
      "{ file: a, names: [a] }",
      "must not name columns that the first row names; add header: false if the file has no header",
    ],
    [
      "csv: .",
      "{ file: a, header: false, names: [a, b, a] }",
      'must name every column once, but names has "a" twice',
    ],
    ["csv: .", "{ file: a, quote: ';', delimiter: ; }", "must have a quote that is not the delimiter"],
    [
      "csv: .",
      "{ file: a, escape: '\"' }",
      "must have an escape that is neither the delimiter nor the quote; a quote that is written twice needs no escape",
    ],
    ["dynamodb: us-east-1", "{}", "must name a table: from: { table: Users }"],
    [
      "sqlite: shop.db",
      "{}",
      "must name a table, or a query with a key: from: { table: users } or { query: SELECT ..., key: id }",
    ],
    [
      "sqlite: shop.db",
      "{ table: users, query: SELECT 1, key: id }",
      "must name a table or a query, got both",
    ],
    [
      "sqlite: shop.db",
      "{ table: users, key: id }",
      "must not name a key beside a table, whose primary key it is",
    ],
    [
      "sqlite: shop.db",
      "{ query: SELECT 1 }",
      "must name the key of the query, a column that differs in every row: { query: SELECT ..., key: id }",
    ],
  ])("with %s refuses %s", async (source, from, message) => {
    expect(await problemsIn(fileWith(source, from))).toEqual([
      `migration.yaml:5:11 entities.user.from: ${message}`,
    ]);
  });

  it.each([
    [
      "json: .",
      "{ file: a, table: b }",
      "table",
      22,
      "json source, which takes file, at, keyColumn, extendedJson and lookup",
    ],
    ["jsonl: .", "{ file: a, at: $.b }", "at", 22, "jsonl source, which takes file, extendedJson and lookup"],
    [
      "csv: .",
      "{ file: a, at: $.b }",
      "at",
      22,
      "csv source, which takes file, columns, delimiter, empty, quotes, quotedEmpty, nulls, header, names, quote, escape, comment, encoding and lookup",
    ],
    [
      "jsonl: .",
      "{ file: a, lookup: { b: { file: c, key: d, by: e, table: f } } }",
      "lookup.b.table",
      61,
      "jsonl source, which takes file, extendedJson and lookup",
    ],
    ["parquet: .", "{ file: a, at: $.b }", "at", 22, "parquet source, which takes file and lookup"],
    ["sqlite: a", "{ table: a, file: b }", "file", 23, "sqlite source, which takes table, query and key"],
    ["dynamodbExport: .", "{ file: a }", "file", 13, "dynamodbExport source, which takes folder and deletes"],
  ])("with %s does not take all of %s", async (source, from, key, column, message) => {
    expect(await problemsIn(fileWith(source, from))).toEqual([
      `migration.yaml:5:${column} entities.user.from.${key}: does not go with a ${message}`,
    ]);
  });

  it("refuses a column of an unknown type and a delimiter that is none", async () => {
    expect(
      await problemsIn(fileWith("csv: .", "{ file: a, columns: { age: numbr }, delimiter: ab }")),
    ).toEqual([
      'migration.yaml:5:38 entities.user.from.columns.age: must be one of "string", "number", "boolean", "binary", "list", "map", got "numbr"; did you mean "number"?',
      'migration.yaml:5:58 entities.user.from.delimiter: must be one character, not a quote or the end of a line, got "ab"',
    ]);
  });
});
