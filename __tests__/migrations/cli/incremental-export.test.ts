import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import type { Item } from "../../../migrations/items/item";
import { findDynalite } from "../../emulators/dynalite";
import { describeWith } from "../../emulators/real-part";
import { writeExport, exportLines } from "../table-files/export/sample-export";
import { type SampleChanges, writeChanges } from "../table-files/export/sample-incremental-export";
import { useWorkspace } from "./workspace";

const same = { id: { S: "same" }, n: { N: "1" } };
const before: Item[] = [
  same,
  { id: { S: "changed" }, n: { N: "1" }, tags: { SS: ["b", "a"] } },
  { id: { S: "deleted" }, n: { N: "9007199254740993" } },
];
const after: Item[] = [
  same,
  { id: { S: "changed" }, n: { N: "2" } },
  { id: { S: "new" }, isNew: { BOOL: true }, gone: { NULL: true } },
];
const later: Item[] = [same, { id: { S: "new" }, n: { N: "3" } }];
const note = (id: string, n: string): Item => ({ id: { S: id }, n: { N: n } });
const loaded: SampleChanges = {
  ...{ table: "shop-dev-notes", key: ["id"], before, after },
  ...{ from: "2026-11-25T10:00:00.000Z", to: "2026-11-25T11:00:00.000Z" },
};
const [firstFolder, secondFolder] = ["e/AWSDynamoDB/01-a", "e/AWSDynamoDB/02-b"];

describeWith("incremental exports", findDynalite, (dynalite) => {
  const shop = useWorkspace(dynalite, {});
  const root = () => join(shop().folder, "e");

  async function put(items: readonly Item[]): Promise<void> {
    for (const item of items) await shop().put("notes", item);
  }

  const stored = async () =>
    (await shop().items("notes")).map((item) => JSON.stringify(sorted(item))).toSorted();
  const expected = (items: readonly Item[]) => items.map((item) => JSON.stringify(sorted(item))).toSorted();

  async function rejects(): Promise<{ code: string; message: string; value: unknown }[]> {
    const [run = ""] = await readdir(join(shop().folder, ".dynamodb-migrate"));
    const text = await shop().read(`.dynamodb-migrate/${run}/rejects.jsonl`);
    return text
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Awaited<ReturnType<typeof rejects>>[number]);
  }

  beforeEach(async () => {
    await rm(root(), { recursive: true, force: true });
    await writeChanges(root(), "01-a", loaded);
  });

  describe("import", () => {
    it("refuses workers, since changes are made one after the other", async () => {
      const startWorker = () => expect.unreachable();
      const { code, error } = await shop().command(`import ${firstFolder} --workers 2`, { startWorker });
      expect(error).toEqual([
        "--workers and incremental exports are mutually exclusive: their changes are made one after the other; omit --workers",
      ]);
      expect(code).toBe(2);
    });

    it("writes what was written and deletes what was deleted", async () => {
      await put(before);
      const { code, out } = await shop().command(`import ${firstFolder} --json`);
      expect(JSON.parse(out)).toMatchObject({ total: { read: 3, written: 3, rejected: 0 } });
      expect(code).toBe(0);
      expect(await stored()).toEqual(expected(after));
    });

    it("makes no change twice", async () => {
      await put(before);
      await shop().command(`import ${firstFolder}`);
      const { code, out } = await shop().command(`import ${firstFolder} --json`);
      expect(JSON.parse(out)).toMatchObject({ total: { read: 3, written: 0, skipped: 3 } });
      expect(code).toBe(0);
    });

    it("rejects a change of an item that another client has changed", async () => {
      await put([same, { id: { S: "changed" }, n: { N: "7" } }]);
      const { code, error } = await shop().command(`import ${firstFolder}`);
      expect(code).toBe(1);
      expect(error).toContain("Rejected: 1 changed-since");
      expect(await rejects()).toMatchObject([
        {
          code: "changed-since",
          message: "the item was changed since by another client, and stays as it is",
          value: { id: "changed" },
        },
      ]);
      expect(await shop().ids("notes")).toEqual(["changed", "new", "same"]);
    });

    it("replaces such an item with --on-conflict overwrite", async () => {
      await put([same, { id: { S: "changed" }, n: { N: "7" } }]);
      expect((await shop().command(`import ${firstFolder} --on-conflict overwrite`)).code).toBe(0);
      expect(await stored()).toEqual(expected(after));
    });

    it("makes the changes of several exports in the order of their periods", async () => {
      await writeChanges(root(), "02-b", {
        ...loaded,
        ...{ before: after, after: later, from: loaded.to, to: "2026-11-25T12:00:00.000Z" },
      });
      await put(before);
      const { code, out } = await shop().command(`import ${secondFolder} ${firstFolder} --json`);
      expect(JSON.parse(out)).toMatchObject({ total: { read: 5, written: 5 } });
      expect(code).toBe(0);
      expect(await stored()).toEqual(expected(later));
    });

    it.each([
      ["2026-11-25T11:00:01.000Z", "the changes between are missing; add the export of that period"],
      ["2026-11-25T10:59:59.000Z", "the changes between are in both; name only one of them"],
    ])("refuses exports of which the second starts at %s", async (from, remedy) => {
      await writeChanges(root(), "02-b", { ...loaded, from, to: "2026-11-25T12:00:00.000Z" });
      const { code, error } = await shop().command("import e");
      expect(error).toEqual([
        `${firstFolder} ends at 2026-11-25T11:00:00.000Z and ${secondFolder} starts at ${from}: ${remedy}`,
      ]);
      expect(code).toBe(2);
    });

    it("takes an export without old images only with --on-conflict overwrite", async () => {
      await writeChanges(root(), "01-a", { ...loaded, view: "NEW_IMAGES" });
      await put(before);
      const { code, errorCode } = await shop().command(`import ${firstFolder}`);
      expect([code, errorCode]).toEqual([2, "export-without-old-images"]);
      expect((await shop().command(`import ${firstFolder} --on-conflict overwrite`)).code).toBe(0);
      expect(await stored()).toEqual(expected(after));
    });

    it("refuses a full export and an incremental one together", async () => {
      await writeExport(join(root(), "AWSDynamoDB/00-full"), [exportLines([same])]);
      const { code, error } = await shop().command("import e");
      expect(error[0]).toMatch(/is a full export and .* an incremental one; import the full one first/);
      expect(code).toBe(2);
    });

    it("refuses to create the table of an incremental export", async () => {
      const { code, errorCode } = await shop().command(`import ${firstFolder} --make-table`);
      expect([code, errorCode]).toEqual([2, "options-conflict"]);
    });

    it("rejects a line that holds no change of the table", async () => {
      await writeChanges(root(), "01-a", { ...loaded, key: ["n"] });
      await put(before);
      const { code, error } = await shop().command(`import ${firstFolder}`);
      expect(code).toBe(1);
      expect(error.join("\n")).toMatch(/^Rejected: \d unreadable-row$/m);
      expect((await rejects())[0]?.message).toBe(
        "the line does not hold a change: its key must be (id), got (n)",
      );
      expect(await stored()).toEqual(expected(before));
    });

    it("is rolled back", async () => {
      await put(before);
      await shop().command(`import ${firstFolder}`);
      expect((await shop().command("rollback --yes")).code).toBe(0);
      expect(await stored()).toEqual(expected(before));
    });
  });

  describe("as the source of sync", () => {
    const migrationOf = (from: string) =>
      shop().file(
        "migration.yaml",
        `name: shop\nsource: { dynamodbExport: e/AWSDynamoDB }\nentities:\n  note: { from: ${from}, to: notes, item: { id: "note-\${row.id}", n: "\${row.n}" } }\n`,
      );
    const withPrefix = (ids: readonly string[]) => ids.map((id) => `note-${id}`);

    beforeEach(async () => {
      await writeExport(join(root(), "AWSDynamoDB/00-full"), [exportLines(before)]);
      await writeChanges(root(), "01-a", { ...loaded, after: [...after.slice(0, 2), note("new", "3")] });
      await migrationOf("{ folder: 00-full }");
      expect((await shop().command("run")).code).toBe(0);
      await migrationOf("{ folder: 01-a, deletes: apply }");
    });

    it("writes and deletes what changed, and leaves every other item", async () => {
      const { code, out } = await shop().command("sync --delete --max-deletes 1 --json");
      expect(JSON.parse(out)).toMatchObject({ total: { written: 2, deleted: 1, rejected: 0 } });
      expect(code).toBe(0);
      expect(await shop().items("notes")).toEqual([
        note("note-changed", "2"),
        note("note-new", "3"),
        note("note-same", "1"),
      ]);
      expect((await shop().command("rollback --yes")).code).toBe(0);
      expect(await shop().ids("notes")).toEqual(withPrefix(["changed", "deleted", "same"]));
    });

    it("deletes nothing without --delete, and says what it would delete", async () => {
      const { code, out } = await shop().command("sync --json");
      expect(JSON.parse(out)).toMatchObject({
        total: { written: 2, deleted: 0 },
        tables: [{ vanished: 1, firstVanished: [{ id: "note-deleted" }] }],
      });
      expect(code).toBe(0);
      expect(await shop().ids("notes")).toEqual(withPrefix(["changed", "deleted", "new", "same"]));
    });

    it("deletes nothing if deletions are ignored", async () => {
      await migrationOf("{ folder: 01-a, deletes: ignore }");
      const { out } = await shop().command("sync --delete --max-deletes 3 --json");
      expect(JSON.parse(out)).toMatchObject({ total: { deleted: 0 }, tables: [{ vanished: 0 }] });
    });

    it("skips deletions in a run", async () => {
      const { out } = await shop().command("run --on-conflict overwrite --json");
      expect(JSON.parse(out)).toMatchObject({ total: { read: 3, written: 2, skipped: 1, rejected: 0 } });
    });
  });

  describe("revert", () => {
    it("restores old items and deletes new ones", async () => {
      await put(after);
      const { code, error } = await shop().command(`revert ${firstFolder} --yes`);
      expect(error.slice(0, 3)).toEqual([
        expect.stringMatching(/^To be reverted: table shop-dev-notes in http:/) as string,
        "  3 items that any client changed from 2026-11-25T10:00:00.000Z to 2026-11-25T11:00:00.000Z",
        "  items that were created are deleted; items that were changed or deleted are restored; items changed since stay as they are",
      ]);
      expect(code).toBe(0);
      expect(await stored()).toEqual(expected(before));
    });

    it("keeps items that were changed since, and names them", async () => {
      const touched = { id: { S: "new" }, n: { N: "8" } };
      await put([same, { id: { S: "changed" }, n: { N: "2" } }, touched]);
      const { code, error } = await shop().command(`revert ${firstFolder} --yes`);
      expect(code).toBe(1);
      expect(error).toContain("Rejected: 1 changed-since");
      expect((await rejects()).map(({ value }) => value)).toEqual([{ id: "new" }]);
      expect(await stored()).toEqual(expected([...before, touched]));
    });

    it("undoes several exports, the latest first", async () => {
      await writeChanges(root(), "02-b", {
        ...loaded,
        ...{ before: after, after: later, from: loaded.to, to: "2026-11-25T12:00:00.000Z" },
      });
      await put(later);
      expect((await shop().command("revert e --yes")).code).toBe(0);
      expect(await stored()).toEqual(expected(before));
    });

    it("changes nothing with --dry-run, and writes the items that would be kept to a file", async () => {
      const touched = { id: { S: "new" }, n: { N: "8" } };
      const now = [same, { id: { S: "changed" }, n: { N: "2" } }, touched];
      await put(now);
      const { code, out } = await shop().command(
        `revert ${firstFolder} --dry-run --rejects kept.jsonl --json`,
      );
      expect(JSON.parse(out)).toMatchObject({ dryRun: true, total: { written: 2, rejected: 1 } });
      expect(code).toBe(1);
      expect(await shop().read("kept.jsonl")).toContain('"code":"changed-since"');
      expect(await stored()).toEqual(expected(now));
    });

    it("is rolled back", async () => {
      await put(after);
      await shop().command(`revert ${firstFolder} --yes`);
      expect((await shop().command("rollback --yes")).code).toBe(0);
      expect(await stored()).toEqual(expected(after));
    });

    it("changes nothing if nobody confirms it", async () => {
      await put(after);
      const { code, errorCode } = await shop().command(`revert ${firstFolder}`);
      expect([code, errorCode]).toEqual([2, "not-confirmed"]);
      const asked = await shop().command(`revert ${firstFolder}`, { ask: () => Promise.resolve("no") });
      expect(asked.error.at(-1)).toBe('nothing was reverted: expected yes, got "no"');
      expect(await stored()).toEqual(expected(after));
    });

    it("refuses an export without old images", async () => {
      await writeChanges(root(), "01-a", { ...loaded, view: "NEW_IMAGES" });
      const { code, error } = await shop().command(`revert ${firstFolder} --yes`);
      expect(error).toEqual([
        `${firstFolder} has no old images (outputView NEW_IMAGES), so it cannot be reverted; export the same period again with both images`,
      ]);
      expect(code).toBe(2);
    });

    it("refuses a full export", async () => {
      await writeExport(join(root(), "AWSDynamoDB/00-full"), [exportLines([same])]);
      const { code, errorCode } = await shop().command("revert e/AWSDynamoDB/00-full --yes");
      expect([code, errorCode]).toEqual([2, "export-not-incremental"]);
    });

    it("refuses a folder without an export", async () => {
      const { code, errorCode } = await shop().command("revert e/AWSDynamoDB/data --yes");
      expect([code, errorCode]).toEqual([2, "backup-wrong"]);
    });
  });
});

/** Members of sets and attributes come back in the service's own order. */
function sorted(item: Item): unknown {
  const values = Object.entries(item).map(([name, value]): [string, unknown] => [
    name,
    value.SS ? { SS: value.SS.toSorted() } : value,
  ]);
  return Object.fromEntries(values.toSorted(([a], [b]) => a.localeCompare(b)));
}
