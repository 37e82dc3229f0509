import { appendFile, readdir, rename, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DynamoDbExportSource } from "../../../../migrations/table-files/export/dynamodb-export-source";
import { canonicalItem } from "../../../../migrations/items/canonical-item";
import { marshal } from "../../../../migrations/items/marshal";
import type { Row } from "../../../../migrations/items/row";
import { useTemporaryFolder } from "../../files/temporary-folder";
import { item } from "../../items/arbitrary-item";
import { exportLines, writeExport } from "./sample-export";
import { readInPieces, readRows } from "../../sources/read-rows";

const folder = useTemporaryFolder();
const source = () => new DynamoDbExportSource(folder(), "export");

const users = exportLines([{ id: { S: "a" }, tags: { SS: ["x"] } }, { id: { S: "b" } }]);
const more = exportLines([{ id: { S: "c" } }]);

describe("DynamoDbExportSource", () => {
  it("numbers the items of all files from 1", async () => {
    await writeExport(folder(), [users, "", more]);
    expect(await readRows(source(), {})).toEqual({
      rows: [
        { number: 1, value: { id: "a", tags: new Set(["x"]) } },
        { number: 2, value: { id: "b" } },
        { number: 3, value: { id: "c" } },
      ],
      fractionRead: 1,
    });
  });

  it("keeps every type and every digit of any items", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(item, { maxLength: 20 }), async (items) => {
        await writeExport(folder(), [exportLines(items)]);
        const { rows } = await readRows(source(), {});
        expect(rows.map(({ value }) => canonicalItem(marshal(value as Row)))).toEqual(
          items.map(canonicalItem),
        );
      }),
      { numRuns: 100 },
    );
  });

  it("refuses a data file that is a symbolic link, and does not read its target", async () => {
    await writeExport(join(folder(), "export"), [users]);
    const data = join(folder(), "export", "data");
    const [name = ""] = await readdir(data);
    await rename(join(data, name), join(folder(), "target"));
    await symlink(join(folder(), "target"), join(data, name));
    expect(await readRows(source(), { folder: "export" })).toMatchObject({
      rows: [],
      error: {
        code: "source-refused",
        message: expect.stringContaining("is a symbolic link, or in a folder that is one") as string,
      },
    });
  });

  it("reads an export in a folder within", async () => {
    await writeExport(join(folder(), "users"), [users]);
    expect((await readRows(source(), { folder: "users" })).rows).toHaveLength(2);
    expect(source().describe({ folder: "users" })).toBe("export/users");
  });

  it("hands out the rows around a line that is no item", async () => {
    await writeExport(folder(), [`${users}{"id": "a"}\n{"Item": {"id": {"T": "a"}}}\nx\n${more}`]);
    expect((await readRows(source(), {})).rows.slice(2)).toEqual([
      {
        number: 3,
        value: '{"id": "a"}',
        malformed: 'the line does not hold an item: it must be {"Item": {...}}',
      },
      {
        number: 4,
        value: '{"Item": {"id": {"T": "a"}}}',
        malformed:
          'the line does not hold an item: attribute id must be a value with one type of S, N, B, BOOL, NULL, SS, NS, BS, L, M, got {"T":"a"}',
      },
      {
        number: 5,
        value: "x",
        malformed: expect.stringMatching(/^the line does not hold an item: Unexpected token/) as string,
      },
      { number: 6, value: { id: "c" } },
    ]);
  });

  it("names a file whose checksum is another, and hands nothing of it on", async () => {
    await writeExport(folder(), [users]);
    await writeFile(join(folder(), "data/part0.json.gz"), gzipSync(users.replaceAll("b", "x")));
    expect(await readRows(source(), {})).toMatchObject({
      rows: [],
      error: {
        kind: "unreachable",
        code: "source-damaged",
        message: expect.stringMatching(
          /^export\/data\/part0\.json\.gz is not as it was exported: its MD5 must be \S+==, got \S+==; copy it from the bucket again$/,
        ) as string,
      },
    });
  });

  it("names a file that breaks off", async () => {
    await writeExport(folder(), [users]);
    await writeFile(join(folder(), "data/part0.json.gz"), gzipSync(users).subarray(0, 30));
    expect(await readRows(source(), {})).toMatchObject({
      rows: [],
      error: { code: "source-damaged" },
    });
  });

  it("names a file that is missing", async () => {
    await writeExport(folder(), [users]);
    await rm(join(folder(), "data/part0.json.gz"));
    expect(await readRows(source(), {})).toMatchObject({
      error: { message: "cannot read export/data/part0.json.gz: file not found" },
    });
  });

  it("names a file with another number of items", async () => {
    await writeExport(folder(), [`${users}\n`]);
    expect(await readRows(source(), {})).toMatchObject({
      error: {
        message:
          "export/data/part0.json.gz must hold 3 items by the manifest, got 2; copy it from the bucket again",
      },
    });
  });

  it.each([
    [
      { outputFormat: "ION" },
      "export/manifest-summary.json: the outputFormat must be DYNAMODB_JSON, got ION",
    ],
    [{ itemCount: 5 }, "export/manifest-files.json lists 2 items, but the summary speaks of 5"],
    [
      { outputFormat: 7 },
      "export/manifest-summary.json is not a manifest: outputFormat: must be a string, got 7",
    ],
  ])("refuses a summary with %j", async (summary, message) => {
    await writeExport(folder(), [users], summary);
    expect(await readRows(source(), {})).toMatchObject({
      rows: [],
      error: { code: "source-wrong-shape", message },
    });
  });

  it("refuses a list of files that is not JSON", async () => {
    await writeExport(folder(), [users]);
    await appendFile(join(folder(), "manifest-files.json"), "x");
    expect(await readRows(source(), {})).toMatchObject({
      error: { message: expect.stringMatching(/^export\/manifest-files\.json is not JSON: /) as string },
    });
  });

  it("says where an export's folder is, where this is none", async () => {
    expect(await readRows(source(), {})).toMatchObject({
      error: {
        code: "source-unreadable",
        message:
          "cannot read export/manifest-summary.json: file not found; an export's folder in the bucket is AWSDynamoDB/<export id>",
      },
    });
    await expect(source().version({})).rejects.toMatchObject({ code: "source-unreadable" });
  });

  it("goes on behind each chunk with the same numbers", async () => {
    await writeExport(folder(), [users, "", more, more]);
    const whole = (await readRows(source(), {})).rows;
    expect(await readInPieces(source(), {})).toEqual(whole);
  });

  it.each(["x", "1 0"])("refuses the cursor %s", async (cursor) => {
    await writeExport(folder(), [users]);
    const stream = source().rows({}, { after: { row: 2, cursor } });
    await expect(stream[Symbol.asyncIterator]().next()).rejects.toMatchObject({
      code: "source-wrong-cursor",
    });
  });

  describe("of an incremental export", () => {
    const change = (Keys: object, NewImage?: object) =>
      `${JSON.stringify({ Metadata: { WriteTimestampMicros: { N: "1" } }, Keys, NewImage, OldImage: Keys })}\n`;
    const changes =
      change({ id: { S: "a" } }, { id: { S: "a" }, n: { N: "9007199254740993" } }) +
      change({ id: { S: "b" } }) +
      change({ id: { S: "c" } }, { id: { S: "c" } });

    async function writeChanges(text: string): Promise<void> {
      await writeExport(join(folder(), "e1"), [text], { exportType: "INCREMENTAL_EXPORT" });
      await rename(join(folder(), "e1/data"), join(folder(), "data"));
    }

    it("hands out what items came to, and rejects deleted ones, each with its key", async () => {
      await writeChanges(changes);
      expect((await readRows(source(), { folder: "e1" })).rows).toEqual([
        { number: 1, value: { id: "a", n: 9007199254740993n } },
        {
          ...{ number: 2, value: { id: "b" } },
          malformed:
            "the item with this key was deleted within the export's time, and a run only writes items; apply the export with import or with sync --delete and from: { deletes: apply }, or exclude such changes with from: { deletes: ignore }",
        },
        { number: 3, value: { id: "c" } },
      ]);
    });

    it("leaves deleted items out when asked to", async () => {
      await writeChanges(changes);
      expect(await readRows(source(), { folder: "e1", deletes: "ignore" })).toEqual({
        rows: [
          { number: 1, value: { id: "a", n: 9007199254740993n } },
          { number: 2, value: { id: "c" } },
        ],
        fractionRead: 1,
      });
    });

    it("breaks a line without keys", async () => {
      await writeChanges('{"Item": {}}\n');
      expect((await readRows(source(), { folder: "e1" })).rows).toMatchObject([
        { malformed: 'the line does not hold an item: it must be {"Keys": {...}, "NewImage": {...}}' },
      ]);
    });
  });

  it("ends with an interruption when it is aborted", async () => {
    await writeExport(folder(), [users]);
    expect(await readRows(source(), {}, AbortSignal.abort())).toMatchObject({
      rows: [],
      error: { kind: "interrupted" },
    });
  });
});
