import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { findDynamoDbLocal } from "../../emulators/dynamodb-local";
import { describeWith } from "../../emulators/real-part";
import { useWorkspace } from "./workspace";

vi.setConfig({ testTimeout: 120_000 });

const migration = `
name: shop
source: { json: . }
entities:
  note: { from: { file: notes.json }, to: notes }
`;

interface Note {
  readonly id: string;
  readonly text?: string;
}

const noteOf = (index: number, text = "first"): Note => ({ id: `n${index}`, text });
const notes = Array.from({ length: 200 }, (_, index) => noteOf(index));

interface Synced {
  readonly code: number;
  readonly total: Record<string, unknown>;
  readonly tables: readonly Record<string, unknown>[];
}

describeWith("sync", findDynamoDbLocal, (local) => {
  const shop = useWorkspace(local, { "migration.yaml": migration });

  const write = (rows: readonly object[]): Promise<void> => shop().file("notes.json", JSON.stringify(rows));
  const sync = async (options = ""): Promise<Synced> => {
    const { code, out, error } = await shop().command(`sync${options && ` ${options}`} --json`);
    expect(out, error.join("\n")).not.toBe("");
    return { code, ...(JSON.parse(out) as Omit<Synced, "code">) };
  };
  const texts = async (): Promise<Record<string, string>> =>
    Object.fromEntries((await shop().items("notes")).map(({ id, text }) => [id?.S ?? "", text?.S ?? ""]));
  const textsOf = (rows: readonly Note[]): Record<string, string> =>
    Object.fromEntries(rows.map(({ id, text }) => [id, text ?? ""]));

  beforeEach(async () => {
    await write(notes);
    expect((await shop().command("run")).code).toBe(0);
  });

  it("writes nothing if nothing has changed", async () => {
    const first = await sync();
    expect(first).toMatchObject({ code: 0, total: { read: 200, written: 0, unchanged: 200, skipped: 0 } });
    expect(first.tables).toMatchObject([{ recorded: 200, changed: 0, vanished: 0 }]);
    expect(await sync()).toMatchObject({ code: 0, total: { written: 0, unchanged: 200 } });
  });

  it("writes what was changed and added, and nothing else", async () => {
    const now = [noteOf(0, "second"), ...notes.slice(1), noteOf(200)];
    await write(now);
    expect(await sync()).toMatchObject({ code: 0, total: { written: 2, unchanged: 199, rejected: 0 } });
    expect(await texts()).toEqual(textsOf(now));
    expect(await sync()).toMatchObject({ code: 0, total: { written: 0, unchanged: 201 } });
  });

  it("leaves vanished items without --delete, and deletes them with it later", async () => {
    await write(notes.slice(2));
    expect(await sync()).toMatchObject({ code: 0, total: { deleted: 0 }, tables: [{ vanished: 2 }] });
    expect(Object.keys(await texts())).toHaveLength(200);
    expect(await sync("--delete")).toMatchObject({ code: 0, total: { deleted: 2 } });
    expect(await texts()).toEqual(textsOf(notes.slice(2)));
    expect(await sync("--delete")).toMatchObject({ code: 0, tables: [{ vanished: 0 }] });
  });

  it("deletes nothing if more than 1 % have vanished, unless --max-deletes allows it", async () => {
    await write(notes.slice(3));
    const refused = await sync("--delete");
    expect(refused).toMatchObject({ code: 1, total: { deleted: 0 }, tables: [{ vanished: 3 }] });
    expect(refused.tables[0]?.["refusal"]).toBe(
      "3 of the 200 recorded items of table shop-dev-notes (1.5 %) are no longer in the source, and --max-deletes allows 1%. Check that the source is complete, then repeat the command with --max-deletes 3",
    );
    expect(await sync("--delete --max-deletes 2")).toMatchObject({ code: 1, total: { deleted: 0 } });
    expect(await sync("--delete --max-deletes 3")).toMatchObject({ code: 0, total: { deleted: 3 } });
  });

  it("deletes nothing if a row was rejected, but writes what has changed", async () => {
    await write([{ text: "without an id" }, noteOf(1, "second"), ...notes.slice(2)]);
    const refused = await sync("--delete");
    expect(refused).toMatchObject({ code: 1, total: { written: 1, deleted: 0, rejected: 1 } });
    expect(refused.tables[0]?.["refusal"]).toMatch(/^1 row of entity note was rejected, and its item would/);
  });

  it("deletes although rows have the keys of earlier ones: these keys are in the source", async () => {
    await write([...notes.slice(1), noteOf(1, "again")]);
    expect(await sync("--delete")).toMatchObject({
      code: 1,
      total: { deleted: 1, rejectedBy: { "duplicate-key": 1 } },
    });
  });

  it("refuses --delete with --limit, and --max-deletes without --delete", async () => {
    expect(await shop().command("sync --delete --limit 5")).toMatchObject({
      code: 2,
      errorCode: "sync-partial",
    });
    expect(await shop().command("sync --max-deletes 5")).toMatchObject({
      ...{ code: 2, errorCode: "options-conflict" },
    });
  });

  it("refuses --delete if no run has recorded what it wrote, and records it without", async () => {
    await shop().command("run --no-journal --no-resume --on-conflict overwrite");
    await write([noteOf(0, "second"), ...notes.slice(2)]);
    expect(await shop().command("sync --delete")).toMatchObject({ code: 2, errorCode: "sync-no-record" });
    const synced = await sync("--on-conflict overwrite");
    expect(synced).toMatchObject({ code: 0, total: { written: 1, unchanged: 198 } });
    await write([noteOf(0, "second"), ...notes.slice(3)]);
    expect(await sync("--delete")).toMatchObject({
      code: 0,
      total: { deleted: 1 },
      tables: [{ vanished: 1 }],
    });
  });

  it("keeps a vanished item that another client has changed since", async () => {
    await shop().put("notes", { id: { S: "n0" }, text: { S: "theirs" } });
    await shop().deleteItem("notes", { id: { S: "n1" } });
    await write(notes.slice(2));
    expect(await sync("--delete")).toMatchObject({
      code: 1,
      tables: [{ vanished: 2, deleted: 0, kept: 1, absent: 1 }],
    });
    expect(await texts()).toMatchObject({ n0: "theirs" });
  });

  describe("of an item that another client has changed", () => {
    beforeEach(async () => {
      await shop().put("notes", { id: { S: "n0" }, text: { S: "theirs" } });
      await write([noteOf(0, "second"), noteOf(1, "second"), ...notes.slice(2)]);
    });

    it.each([
      ["", 1, "theirs", { written: 1, rejected: 1, skipped: 0 }],
      ["--on-conflict skip", 0, "theirs", { written: 1, rejected: 0, skipped: 1 }],
      ["--on-conflict overwrite", 0, "second", { written: 2, rejected: 0, skipped: 0 }],
    ])("keeps to the policy: %s", async (options, code, text, total) => {
      expect(await sync(options)).toMatchObject({ code, total, tables: [{ conflicts: 1 }] });
      expect(await texts()).toMatchObject({ n0: text, n1: "second" });
    });
  });

  it("takes an item for unchanged that already is what would be written", async () => {
    await shop().put("notes", { id: { S: "n0" }, text: { S: "second" } });
    await write([noteOf(0, "second"), ...notes.slice(1)]);
    expect(await sync()).toMatchObject({ code: 0, total: { written: 0, unchanged: 200 } });
  });

  it("writes items of a table that was emptied", async () => {
    await shop().recreate();
    expect(await sync()).toMatchObject({ code: 0, total: { written: 200, unchanged: 0 } });
  });

  it("lists with --dry-run what it would write and delete, and changes nothing", async () => {
    await write([noteOf(1, "second"), ...notes.slice(2), noteOf(200)]);
    const dry = await sync("--delete --dry-run");
    expect(dry).toMatchObject({ code: 0, total: { written: 2, unchanged: 198, deleted: 0 } });
    expect(dry.tables).toMatchObject([{ changed: 2, vanished: 1, firstVanished: [{ id: "n0" }] }]);
    expect(dry.tables[0]?.["firstChanged"]).toEqual(expect.arrayContaining([{ id: "n1" }, { id: "n200" }]));
    expect(await texts()).toEqual(textsOf(notes));
    expect(await readdir(join(shop().folder, ".dynamodb-migrate"))).toHaveLength(1);
    const { error } = await shop().command("sync --delete --dry-run");
    expect(error).toContain(
      "shop-dev-notes: 1 item no longer in the source, would be deleted if unchanged since",
    );
  });

  it("is rolled back exactly, deletes too", async () => {
    await write([noteOf(2, "second"), ...notes.slice(3), noteOf(200)]);
    expect(await sync("--delete")).toMatchObject({ code: 0, total: { written: 2, deleted: 2 } });
    expect((await shop().command("rollback --yes")).code).toBe(0);
    expect(await texts()).toEqual(textsOf(notes));
    expect(await sync("--delete")).toMatchObject({
      code: 0,
      total: { written: 2, deleted: 2, unchanged: 197 },
    });
  });

  it("does not trust what a run wrote that was rolled back after a later sync", async () => {
    await sync();
    const [run = ""] = await readdir(join(shop().folder, ".dynamodb-migrate"));
    expect((await shop().command(`rollback ${run} --yes`)).code).toBe(0);
    expect(await texts()).toEqual({});
    expect(await sync()).toMatchObject({ total: { written: 200 } });
    expect(await texts()).toEqual(textsOf(notes));
  });

  it("shows in status what it left unchanged and deleted", async () => {
    await write(notes.slice(1));
    await sync("--delete");
    const { out } = await shop().command("status --json");
    const { runs } = JSON.parse(out) as { runs: { sync?: object; state: string; migration: string }[] };
    expect(runs.at(-1)).toMatchObject({
      ...{ state: "finished", migration: "shop-sync" },
      sync: { unchanged: 199, vanished: 1, deleted: 1 },
    });
  });
});
