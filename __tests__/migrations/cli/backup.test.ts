import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { beforeEach, expect, it } from "vitest";
import type { Item } from "../../../migrations/items/item";
import { findDynalite } from "../../emulators/dynalite";
import { findDynamoDbLocal } from "../../emulators/dynamodb-local";
import type { Emulator } from "../../emulators/emulator";
import { describeWith } from "../../emulators/real-part";
import { outputs, useWorkspace } from "./workspace";

/** Items that are hard to carry, sorted by id. */
const notes: Item[] = [
  {
    id: { S: "n1" },
    rank: { N: "7" },
    exact: { N: "12345678901234567890.123456789" },
    bytes: { B: new Uint8Array([0, 255, 10]) },
    words: { SS: ["a", "ü"] },
    deep: { M: { list: { L: [{ NULL: true }, { BOOL: false }, { S: "\u2028" }, { S: "" }] } } },
  },
  { id: { S: "n2" }, title: { S: "two\nlines" } },
];

describeWith("backup and restore on DynamoDB Local", findDynamoDbLocal, travels);
describeWith("backup and restore on dynalite", findDynalite, travels);

function travels(emulator: Emulator): void {
  const shop = useWorkspace(emulator, {});
  const path = (...parts: string[]) => join(shop().folder, ...parts);

  beforeEach(async () => {
    for (const folder of ["b", "backups"]) await rm(path(folder), { recursive: true, force: true });
    await shop().file("outputs.json", JSON.stringify(outputs));
    for (const note of notes) await shop().put("notes", note);
    await shop().put("tags", { id: { S: "t1" }, name: { S: "new" } });
  });

  it("copies every table of the outputs to files of its own", async () => {
    const { code, error } = await shop().command("backup --to b");
    expect(error.join("\n")).toMatch(/3 items of 2 tables in files\n {2}table +items +size +time +files\n/);
    expect(code).toBe(0);
    expect(await readdir(path("b"))).toEqual(["shop-dev-notes", "shop-dev-tags"]);
    expect(await readdir(path("b/shop-dev-notes"))).toEqual([
      ...["data", "manifest-files.json", "manifest-files.md5"],
      ...["manifest-summary.json", "manifest-summary.md5"],
    ]);
  });

  it("says in the manifest what the table was and how many items it had", async () => {
    await shop().command("backup tags --to b");
    expect(JSON.parse(await shop().read("b/shop-dev-tags/manifest-summary.json"))).toMatchObject({
      tableName: "shop-dev-tags",
      keySchema: [
        { name: "id", type: "S" },
        { name: "name", type: "S" },
      ],
      itemCount: 1,
      outputFormat: "DYNAMODB_JSON",
    });
  });

  it("puts back every item as it was, to the last bit", async () => {
    await shop().command("backup --to b");
    await shop().clear();
    const { code, error } = await shop().command("restore b");
    expect(error.join("\n")).toContain("finished");
    expect(code).toBe(0);
    expect(await shop().items("notes")).toEqual(notes);
    expect(await shop().ids("tags")).toEqual(["t1"]);
  });

  it("puts back what a plain JSON file holds", async () => {
    await shop().command("backup --format json --to b");
    expect(await readdir(path("b"))).toEqual(["shop-dev-notes.json", "shop-dev-tags.json"]);
    await shop().clear();
    expect((await shop().command("restore b")).code).toBe(0);
    expect(await shop().items("notes")).toEqual(notes);
  });

  it("writes JSON that people can read", async () => {
    await shop().command("backup tags --format json --to b");
    const text = (await shop().read("b/shop-dev-tags.json")).replace(/"CreatedAt": ".+"/, '"CreatedAt": "…"');
    expect(text).toBe(`{
  "TableName": "shop-dev-tags",
  "KeySchema": [
    {
      "name": "id",
      "type": "S"
    },
    {
      "name": "name",
      "type": "S"
    }
  ],
  "CreatedAt": "…",
  "Items": [
    {"id":{"S":"t1"},"name":{"S":"new"}}
  ],
  "Count": 1
}
`);
  });

  it("does not put items back into a table that holds some, unless told what to do with them", async () => {
    await shop().command("backup notes --to b");
    expect(await shop().command("restore b")).toMatchObject({
      code: 2,
      error: [
        "table shop-dev-notes is not empty; choose how to handle existing keys with --on-conflict overwrite, skip or fail",
      ],
    });
    await shop().put("notes", { id: { S: "n2" }, title: { S: "edited" } });
    expect((await shop().command("restore b --on-conflict overwrite")).code).toBe(0);
    expect(await shop().items("notes")).toEqual(notes);
  });

  it("copies a table that is in no outputs, and puts it into another", async () => {
    await rm(path("outputs.json"));
    await shop().makeOldTable("rhinoback-users", notes);
    const backup = await shop().command("backup --table rhinoback-users --region us-east-1 --json");
    expect(backup.code).toBe(0);
    const { tables } = JSON.parse(backup.out) as { tables: { table: string; path: string; items: number }[] };
    expect(tables).toMatchObject([{ table: "rhinoback-users", items: 2 }]);
    expect(tables[0]?.path).toMatch(/^backups\/\d{8}-\d{6}\/rhinoback-users$/);
    await shop().makeOldTable("copy", []);
    const restore = await shop().command(`restore ${tables[0]?.path} --table copy --region us-east-1`);
    expect(restore.code).toBe(0);
    expect((await shop().command("backup --table copy --region us-east-1 --json")).out).toContain(
      '"items": 2',
    );
  });

  it("packs lines that hold an item each", async () => {
    await shop().command("backup tags --to b");
    const [file = ""] = await readdir(path("b/shop-dev-tags/data"));
    const packed = await readFile(path("b/shop-dev-tags/data", file));
    expect(gunzipSync(packed).toString()).toMatch(/^\{"Item":\{.*"id":\{"S":"t1"\}.*\}\}\n$/);
  });

  it("writes over nothing", async () => {
    await shop().command("backup notes --to b");
    const { code, error } = await shop().command("backup notes --to b");
    expect(error.at(-1)).toMatch(
      /b\/shop-dev-notes is there already, and would be written over; name another folder with --to, or move it away$/,
    );
    expect(code).toBe(2);
  });

  it("leaves nothing of a backup that is interrupted", async () => {
    const stopped = new AbortController();
    stopped.abort();
    const { code, error } = await shop().command("backup --to b", { signal: stopped.signal });
    expect(error.at(-1)).toBe("interrupted; nothing was changed");
    expect(code).toBe(130);
    await expect(readdir(path("b"))).rejects.toMatchObject({ code: "ENOENT" });
  });
}
