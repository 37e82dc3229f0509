import { createHash } from "node:crypto";
import { readdir, readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, expect, it } from "vitest";
import type { Item } from "../../../migrations/items/item";
import { findDynalite } from "../../emulators/dynalite";
import { describeWith } from "../../emulators/real-part";
import { useWorkspace } from "./workspace";

const notes: Item[] = [
  { id: { S: "n1" }, rank: { N: "1" }, parts: { BS: [new Uint8Array([1]), new Uint8Array([2])] } },
  { id: { S: "n2" } },
];

describeWith("export and import", findDynalite, (dynalite) => {
  const shop = useWorkspace(dynalite, {});
  const path = (...parts: string[]) => join(shop().folder, ...parts);

  beforeEach(async () => {
    await rm(path("export"), { recursive: true, force: true });
    for (const note of notes) await shop().put("notes", note);
    expect((await shop().command("export")).code).toBe(0);
  });

  /** The folder of a table's only export, relative to the workspace. */
  async function exportOf(table: string): Promise<string> {
    const [id = ""] = await readdir(path("export", table, "AWSDynamoDB"));
    return join("export", table, "AWSDynamoDB", id);
  }

  it("lays a table out as the service does", async () => {
    const folder = await exportOf("shop-dev-notes");
    expect(folder).toMatch(/\/0\d{13}-[0-9a-f]{8}$/);
    const prefix = folder.split("/").slice(2).join("/");
    const [file = ""] = await readdir(path(folder, "data"));
    const packed = await readFile(path(folder, "data", file));
    expect(JSON.parse(await shop().read(`${folder}/manifest-files.json`))).toEqual({
      itemCount: 2,
      md5Checksum: createHash("md5").update(packed).digest("base64"),
      etag: expect.stringMatching(/^[0-9a-f]{32}-1$/) as string,
      dataFileS3Key: `${prefix}/data/${file}`,
    });
    expect(JSON.parse(await shop().read(`${folder}/manifest-summary.json`))).toMatchObject({
      version: "2020-06-30",
      manifestFilesS3Key: `${prefix}/manifest-files.json`,
      itemCount: 2,
      exportType: "FULL_EXPORT",
    });
  });

  it("puts every table of a folder of exports back", async () => {
    await shop().clear();
    const { code, out } = await shop().command("import export --json");
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ outcome: "finished", total: { read: 2, written: 2 } });
    expect(await shop().items("notes")).toEqual(notes);
  });

  it("makes the table of an export of AWS, which does not say its key, with --key", async () => {
    const folder = await exportOf("shop-dev-notes");
    const summary = JSON.parse(await shop().read(`${folder}/manifest-summary.json`)) as object;
    const tableArn = "arn:aws:dynamodb:us-east-1:123456789012:table/imported";
    const genuine = { ...summary, tableArn, tableName: undefined, keySchema: undefined };
    await shop().file(`${folder}/manifest-summary.json`, JSON.stringify(genuine));
    await rm(path(folder, "manifest-summary.md5"));
    const refused = await shop().command(`import ${folder} --make-table`);
    expect([refused.code, refused.error.at(-1)]).toEqual([
      2,
      `${folder} does not say the key of its table, as exports of AWS do not; name it with --key, such as --key id or --key id,at:N`,
    ]);
    expect((await shop().command(`import ${folder} --make-table --key id`)).code).toBe(0);
    expect((await shop().command("tables describe imported --json")).out).toContain('"KeyType": "HASH"');
    await shop().command("tables delete imported --yes --no-backup");
  });

  it("makes files and folders that only their owner can read", async () => {
    const folder = await exportOf("shop-dev-notes");
    const [file = ""] = await readdir(path(folder, "data"));
    const modes = [
      "export",
      folder,
      `${folder}/data`,
      `${folder}/data/${file}`,
      `${folder}/manifest-files.json`,
    ];
    const found = await Promise.all(modes.map(async (name) => (await stat(path(name))).mode & 0o777));
    expect(found).toEqual([0o700, 0o700, 0o700, 0o600, 0o600]);
  });

  it("says what an import would do, and does nothing", async () => {
    await shop().clear();
    const { error } = await shop().command("import export --dry-run");
    expect(error[0]).toMatch(/nothing was written|→/);
    expect(await shop().items("notes")).toEqual([]);
  });

  it("can be taken back", async () => {
    await shop().clear();
    await shop().command("import export");
    expect((await shop().command("rollback --yes")).code).toBe(0);
    expect(await shop().items("notes")).toEqual([]);
  });

  it("is read by a migration file", async () => {
    await shop().clear();
    const folder = await exportOf("shop-dev-notes");
    await shop().file(
      "migration.yaml",
      `name: copy\nsource: { dynamodbExport: ${folder} }\nentities:\n  note: { from: {}, to: notes }\n`,
    );
    expect((await shop().command("run")).code).toBe(0);
    expect(await shop().items("notes")).toEqual(notes);
  });
});
