import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { LocalFilesReference } from "../../../migrations/table-files/files-reference";
import { openFiles } from "../../../migrations/table-files/open-files";
import { writeExportFolder } from "../../../migrations/table-files/export/export-folder";
import { PartSource } from "../../../migrations/sources/part-source";
import { findTableFiles } from "../../../migrations/table-files/table-files";
import { TableFilesSource } from "../../../migrations/table-files/table-files-source";
import { refuseOnePart } from "../../../migrations/cli/wiring/refuse-one-part";
import { useTemporaryFolder } from "../files/temporary-folder";
import { resumeFromEverywhere } from "../sources/resume-anywhere";
import { readRows } from "../sources/read-rows";

const folder = useTemporaryFolder();

async function write(name: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(join(folder(), name)), { recursive: true });
  await writeFile(join(folder(), name), content);
}

/** The tables found in a file or folder, with the values of their rows, which other processes read, too. */
async function tablesIn(name: string) {
  const found = await findTableFiles(join(folder(), name), name);
  const source = new TableFilesSource(found);
  const tables: { table: string | undefined; values: unknown[] }[] = [];
  for (const { shown, table, fingerprint, reference } of found) {
    const { rows, error } = await readRows(source, { file: shown });
    expect(error).toBeUndefined();
    const opened = await openFiles(JSON.parse(JSON.stringify(reference)) as LocalFilesReference, fingerprint);
    const again = new TableFilesSource([{ shown, source: opened }]);
    expect((await readRows(again, { file: shown })).rows).toEqual(rows);
    expect(await again.version({ file: shown })).toBe(await source.version({ file: shown }));
    tables.push({ table, values: rows.map(({ value }) => value) });
  }
  return tables;
}

const tablesOf = async (content: string | Uint8Array, name = "items.json") => {
  await write(name, content);
  return tablesIn(name);
};

const refusal = (content: string) => tablesOf(content).then(String, (error: Error) => error.message);
const one = '{"id":{"S":"a"},"n":{"N":"1"}}';
const two = '{"id":{"S":"b"}}';
const values = [{ id: "a", n: 1 }, { id: "b" }];

it("a text of 67 MB is refused, since 64 MB is the maximum", async () => {
  const long = "x".repeat(67 * 1024 * 1024);
  expect(await refusal(`{"Items":[{"id":{"S":"${long}"}}]}`)).toContain("it has a text of more than 64 MB");
});

describe("files of items", () => {
  it.each<[string, string | Uint8Array]>([
    ["the output of a scan", `{"Items":[${one},${two}],"Count":2,"ScannedCount":2,"ConsumedCapacity":null}`],
    ["a scan whose last page says that nothing follows", `{"Items":[${one},${two}],"LastEvaluatedKey":null}`],
    ["the list of a scan's Items", `[\n${one},\n${two}\n]\n`],
    ["a list on one line", `[${one},${two}]`],
    ["lines of {Item}", `{"Item":${one}}\n{"Item":${two}}\n`],
    ["gzip-compressed lines of {Item}", gzipSync(`{"Item":${one}}\n{"Item":${two}}\n`)],
    ["lines of items", `${one}\n\n${two}`],
    ["a list of {Item}", `[{"Item":${one}},{"Item":${two}}]`],
    ["a scan in UTF-16", Buffer.from(`\ufeff{"Items":[${one},${two}]}`, "utf16le")],
  ])("are read from %s", async (_what, content) => {
    expect(await tablesOf(content)).toEqual([{ table: undefined, values }]);
  });

  it("are read from a single line that is an item", async () => {
    expect(await tablesOf(two)).toEqual([{ table: undefined, values: [{ id: "b" }] }]);
  });

  it("have attributes named as the shapes are", async () => {
    const items = ['{"Item":{"S":"x"}}', '{"Items":{"L":[]}}', '{"PutRequest":{"M":{"Item":{"S":"y"}}}}'];
    expect(await tablesOf(items.join("\n"))).toEqual([
      { table: undefined, values: [{ Item: "x" }, { Items: [] }, { PutRequest: { Item: "y" } }] },
    ]);
  });

  it("are read from the requests of batch-write-item, for each of its tables", async () => {
    const requests = `{"a.users":[{"PutRequest":{"Item":${one}}}],"tags":[{"PutRequest":{"Item":${two}}}]}`;
    const tables = [
      { table: "a.users", values: [values[0]] },
      { table: "tags", values: [values[1]] },
    ];
    expect(await tablesOf(requests)).toEqual(tables);
    expect(await tablesOf(`{"RequestItems":${requests}}`)).toEqual(tables);
  });

  it("resume behind each chunk", async () => {
    const lines = Array.from(
      { length: 9000 },
      (_, index) => `{"Item":{"id":{"S":"item ${index} ${"x".repeat(60)}"}}}\n`,
    );
    await write("items.jsonl", lines.join(""));
    const source = new TableFilesSource(await findTableFiles(join(folder(), "items.jsonl"), "items.jsonl"));
    expect(await resumeFromEverywhere(source, { file: "items.jsonl" })).toBeGreaterThan(2);
  });

  it("have the same fingerprint after their modification time has changed", async () => {
    await write("items.json", `[${one}]`);
    const [before] = await findTableFiles(join(folder(), "items.json"), "items.json");
    await write("items.json", `[${one}]`);
    const [after] = await findTableFiles(join(folder(), "items.json"), "items.json");
    expect(after?.fingerprint).toBe(before?.fingerprint);
  });
});

describe("the parts of a table's files", () => {
  it("are the data files of an export, and have all of its rows", async () => {
    const items = ["a", "b", "c", "d", "e"].map((id) => ({ id: { S: id } }));
    async function* pages() {
      for (const item of items) yield await Promise.resolve([item]);
    }
    const table = { name: "users", key: [{ name: "id", type: "S" as const }] };
    const settings = { table, pages: pages(), now: () => new Date(0), dataFileBytes: 10 };
    await writeExportFolder(join(folder(), "users"), settings);
    const source = new TableFilesSource(await findTableFiles(join(folder(), "users"), "users"));
    const parts = await source.split({ file: "users" }, 2);
    expect(parts).toHaveLength(2);
    const rows = await Promise.all(parts.map((part) => readRows(new PartSource(source, part, ""), {})));
    expect(rows.map((part) => part.rows.map(({ value }) => value))).toEqual([
      [{ id: "a" }, { id: "b" }, { id: "c" }],
      [{ id: "d" }, { id: "e" }],
    ]);
    expect((await tablesIn("users"))[0]?.values).toHaveLength(5);
  });

  it("are one part if a file cannot be split", async () => {
    await write("items.json", `[${one},${two}]`);
    const found = await findTableFiles(join(folder(), "items.json"), "items.json");
    const source = new TableFilesSource(found);
    expect(await source.split({ file: "items.json" }, 2)).toEqual([{ from: { file: "items.json" } }]);
    const { signal } = new AbortController();
    await expect(refuseOnePart(found, { workers: 2 }, signal)).rejects.toMatchObject({
      code: "files-not-split",
    });
    await refuseOnePart(found, { workers: 1 }, signal);
    await refuseOnePart([...found, ...found], { workers: 2 }, signal);
  });
});

describe("a folder of dynamodump", () => {
  const schema = {
    Table: {
      TableName: "users",
      KeySchema: [
        { AttributeName: "at", KeyType: "RANGE" },
        { AttributeName: "id", KeyType: "HASH" },
      ],
      AttributeDefinitions: [
        { AttributeName: "id", AttributeType: "S" },
        { AttributeName: "at", AttributeType: "N" },
      ],
    },
  };
  const page = (item: string, next = "") => `{"Items":[${item}],"Count":1${next}}`;
  const next = ',"LastEvaluatedKey":{"id":{"S":"a"}}';
  const dump = async (...pages: string[]) => {
    await write("dump/users/schema.json", JSON.stringify(schema));
    for (const [index, text] of pages.entries()) await write(`dump/users/data/000${index + 1}.json`, text);
  };

  it("is read over all of its pages", async () => {
    await dump(page(one, next), page(two));
    expect(await tablesIn("dump")).toEqual([{ table: "users", values }]);
    const [files] = await findTableFiles(join(folder(), "dump"), "dump");
    expect(files?.key).toEqual([
      { name: "id", type: "S" },
      { name: "at", type: "N" },
    ]);
    expect(await resumeFromEverywhere(new TableFilesSource([files!]), { file: "dump/users" })).toBe(2);
  });

  it.each<[string, string[], string]>([
    [
      "its last page is not the table's",
      [page(one, next)],
      "0001.json is the last page, but has a LastEvaluatedKey",
    ],
    [
      "two scans are mixed",
      [page(one), page(two)],
      "0001.json has no LastEvaluatedKey, but other pages follow",
    ],
  ])("is refused if %s", async (_what, pages, message) => {
    await dump(...pages);
    await expect(tablesIn("dump")).rejects.toThrow(message);
  });

  it.each<[string, string, RegExp]>([
    [
      "not JSON",
      "{",
      /^dump\/users\/schema\.json must be the response of DescribeTable, as dynamodump writes it: .+/,
    ],
    [
      "another document",
      '{"TableName":"users"}',
      /schema\.json must be the response of DescribeTable[^\n]*: .*Table/s,
    ],
  ])("is refused if its schema is %s", async (_what, text, message) => {
    await dump(page(one));
    await write("dump/users/schema.json", text);
    await expect(tablesIn("dump")).rejects.toMatchObject({
      code: "source-damaged",
      message: expect.stringMatching(message) as string,
    });
  });

  it("is refused if a page is missing", async () => {
    await dump(page(one, next));
    await write("dump/users/data/0003.json", page(two));
    await expect(tablesIn("dump")).rejects.toThrow("data has no page 2 before 0003.json");
  });
});

describe("a file of items is refused", () => {
  it.each([
    ["LastEvaluatedKey", `{"Items":[${one}],"Count":1,"LastEvaluatedKey":{"id":{"S":"a"}}}`],
    ["NextToken", `{"NextToken":"abc","Items":[${one}]}`],
  ])("if it is the first page of a scan: %s", async (_what, content) => {
    expect(await refusal(content)).toMatch(
      /^items\.json is one page of a scan: .* the items after it are missing/,
    );
  });

  it.each([
    ['{"B":"@@"}', 'attribute x must be B with base64 (RFC 4648, with padding), got "@@"'],
    ['{"B":"YQ"}', 'attribute x must be B with base64 (RFC 4648, with padding), got "YQ"'],
    ['{"S":"a","N":"1"}', 'attribute x must be a value with one type, got {"S":"a","N":"1"}'],
    ["{}", "attribute x must be a value with one type of S, N, B, BOOL, NULL, SS, NS, BS, L, M, got {}"],
    ['{"SS":["a","a"]}', 'attribute x is a set that holds "a" twice'],
    ['{"NS":["1","1.0"]}', 'attribute x is a set that holds "1E0" twice'],
    ['{"BS":["YQ==","YQ=="]}', 'attribute x is a set that holds "YQ==" twice'],
    ['{"SS":[]}', "attribute x is a set without members"],
    ['{"N":1}', 'attribute x must be N with a number in quotes, such as {"N": "1.5"}, got 1'],
    ['{"N":"1e400"}', "attribute x: a number must lie between 1E-130 and 9.99E+125, got 1e400"],
    ['{"NULL":false}', 'attribute x must be NULL with true: {"NULL": true}, got false'],
    ['{"BOOL":"true"}', 'attribute x must be BOOL with true or false, got "true"'],
    ['{"M":{"y":{"L":[{"S":1}]}}}', "attribute x.y[0] must be S with a text, got 1"],
  ])("if it holds the value %s", async (value, message) => {
    const items = `{"Items":[${one},{"id":{"S":"b"},"x":${value}}]}`;
    expect(await refusal(items)).toBe(
      `items.json: item 2: it is not an item in DynamoDB's JSON: ${message}; correct it`,
    );
    const lines = `{"Item":{"x":${value}}}\n{"Item":${one}}\n`;
    expect(await refusal(lines)).toBe(
      `items.json: item 1: it is not an item in DynamoDB's JSON: ${message}; correct it`,
    );
  });

  it("if an item is no object", async () => {
    expect(await refusal(`{"Items":[${one},5]}`)).toBe(
      `items.json: item 2: it is not an item in DynamoDB's JSON: it must be {"attribute": {"S": "text"}, ...}, got 5; correct it`,
    );
  });

  it("if a request deletes an item", async () => {
    const requests = `{"users":[{"PutRequest":{"Item":${one}}},{"DeleteRequest":{"Key":${two}}}]}`;
    expect(await refusal(requests)).toMatch(/item 2: .* it must be \{"PutRequest": \{"Item": /);
  });

  it.each(['{"users":[{"id":1}]}', '{"Item":[]}', "5", "{}", '[{"id":"a"}]', '{"id":1}\n'])(
    "if it holds no items, with the shapes that can be read: %s",
    async (content) => {
      expect(await refusal(content)).toMatch(
        /no items in DynamoDB's JSON; these can be read|is not an item in DynamoDB's JSON/,
      );
    },
  );
});
