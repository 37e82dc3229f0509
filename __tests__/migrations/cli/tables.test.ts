import { rm } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, expect, it, vi } from "vitest";
import type { Item } from "../../../migrations/items/item";
import { both, describeWith } from "../../emulators/real-part";
import { findDynalite } from "../../emulators/dynalite";
import { findDynamoDbLocal } from "../../emulators/dynamodb-local";
import { findMoto } from "../../emulators/moto";
import { useWorkspace } from "./workspace";

vi.setConfig({ testTimeout: 180_000 });

const users: Item[] = [{ id: { S: "u1" }, tags: { SS: ["a"] } }, { id: { S: "u2" } }];

describeWith(
  "tables",
  () => both(findDynamoDbLocal(), findDynalite()),
  ({ first, second }) => {
    const shop = useWorkspace(first, {});
    const old = useWorkspace(second, {});

    beforeEach(async () => {
      for (const folder of ["backups", "again"])
        await rm(join(shop().folder, folder), { recursive: true, force: true });
      await shop().makeOldTable("rhinoback-users", users);
      await shop().makeOldTable("rhinoback-projects", []);
    });

    it("lists every table of the region, and which are in the outputs", async () => {
      const { error } = await shop().command("tables list");
      expect(error).toEqual([
        "  table               state   items      size  key           in the outputs",
        "  rhinoback-projects  ACTIVE      0   0 bytes  id:S",
        expect.stringMatching(/^ {2}rhinoback-users {5}ACTIVE {6}2 {2}\d+ bytes {2}id:S$/),
        "  shop-dev-notes      ACTIVE      0   0 bytes  id:S          notes",
        "  shop-dev-tags       ACTIVE      0   0 bytes  id:S, name:S  tags",
      ]);
    });

    it("lists only those whose names begin as asked, for programs", async () => {
      const { tables } = JSON.parse((await shop().command("tables list --prefix rhinoback- --json")).out) as {
        tables: object[];
      };
      expect(tables).toMatchObject([
        { name: "rhinoback-projects", items: 0, id: null },
        { name: "rhinoback-users", items: 2, id: null },
      ]);
    });

    it("describes a table", async () => {
      const { code, error } = await shop().command("tables describe shop-dev-notes");
      expect(code).toBe(0);
      expect(error.map((line) => line.trim().replace(/ {2,}/, "  "))).toEqual(
        expect.arrayContaining([
          "table  shop-dev-notes",
          "in the outputs  notes",
          "key  id:S",
          "global index  RankIndex (rank:N), ALL",
          "capacity  on demand",
          "deletion protection  off",
        ]),
      );
    });

    it("describes a table by its id in the outputs", async () => {
      const { code, out } = await shop().command("tables describe notes --json");
      expect(JSON.parse(out)).toMatchObject({ id: "notes", TableName: "shop-dev-notes" });
      expect(code).toBe(0);
    });

    it("says what there is if a table is not found", async () => {
      const { code, error } = await shop().command("tables describe nothing");
      expect(error[0]).toMatch(
        /^table nothing not found in http\S+, nor is it an id in outputs\.json; tables in http\S+: .+; ids in outputs\.json: notes, tags$/,
      );
      expect(code).toBe(3);
    });

    it("deletes tables after a backup that can be put back", async () => {
      const { code, out } = await shop().command(
        "tables delete rhinoback-users rhinoback-projects --yes --json",
      );
      expect(code).toBe(0);
      const { deleted } = JSON.parse(out) as { deleted: { table: string; items: number; backup: string }[] };
      expect(deleted).toMatchObject([
        { table: "rhinoback-users", items: 2 },
        { table: "rhinoback-projects", items: 0 },
      ]);
      expect(await shop().tableNames()).toEqual(["shop-dev-notes", "shop-dev-tags"]);
      await shop().makeOldTable("rhinoback-users", []);
      expect((await shop().command(`restore ${deleted[0]?.backup}`)).code).toBe(0);
      expect((await shop().command("backup --table rhinoback-users --to again --json")).out).toContain(
        '"items": 2',
      );
    });

    it("lists what it will delete, and refuses where nobody can be asked", async () => {
      const { code, error } = await shop().command("tables delete rhinoback-users");
      expect(code).toBe(2);
      expect(error).toEqual([
        `To be deleted in ${shop().endpoint}, each after a backup:`,
        "  table            items      size",
        expect.stringMatching(/^ {2}rhinoback-users {6}2 +\d+ bytes$/),
        "nothing was deleted: nobody can be asked here; confirm it with --yes",
      ]);
      expect(await shop().tableNames()).toContain("rhinoback-users");
    });

    it("deletes when the names are typed", async () => {
      const ask = () => Promise.resolve("rhinoback-projects  rhinoback-users\n");
      const { code, error } = await shop().command("tables delete rhinoback-users rhinoback-projects", {
        ask,
      });
      expect(error.at(-1)).toMatch(
        /^To restore one: dynamodb-migrate restore backups\/\S+ --make-table --endpoint \S+$/,
      );
      expect(code).toBe(0);
      expect(await shop().tableNames()).toEqual(["shop-dev-notes", "shop-dev-tags"]);
    });

    it("deletes nothing when something else is typed", async () => {
      const ask = () => Promise.resolve("yes");
      const { code, error } = await shop().command("tables delete rhinoback-users", { ask });
      expect(error.at(-1)).toBe('nothing was deleted: expected rhinoback-users, got "yes"');
      expect(code).toBe(2);
    });

    it("deletes nothing when it is interrupted at the question", async () => {
      const ask = () => Promise.reject(new Error("aborted"));
      const { code, error } = await shop().command("tables delete rhinoback-users", {
        ask,
        signal: AbortSignal.abort(),
      });
      expect(error.at(-1)).toBe("interrupted; nothing was deleted");
      expect(code).toBe(130);
    });

    it("takes no backup where told so", async () => {
      const { out } = await shop().command("tables delete rhinoback-users --yes --no-backup --json");
      expect(JSON.parse(out)).toEqual({
        formatVersion: 1,
        deleted: [{ table: "rhinoback-users", items: 2, backup: null }],
      });
    });

    it("refuses a table that Terraform made", async () => {
      const { code, error } = await shop().command("tables delete shop-dev-tags rhinoback-users --yes");
      expect(error).toEqual([
        "table shop-dev-tags is tags in outputs.json and managed by Terraform; delete it with Terraform instead",
      ]);
      expect(code).toBe(2);
      expect(await shop().tableNames()).toHaveLength(4);
    });

    it("works on an engine of another kind", async () => {
      await old().makeOldTable("rhinoback-schemas", users);
      expect((await old().command("tables delete rhinoback-schemas --yes")).code).toBe(0);
      expect(await old().tableNames()).toEqual(["shop-dev-notes", "shop-dev-tags"]);
    });
  },
);

describeWith("tables delete on moto", findMoto, (moto) => {
  const shop = useWorkspace(moto, {});

  it("refuses a protected table, and says how the protection is switched off", async () => {
    await shop().makeOldTable("kept", users, true);
    const { code, error } = await shop().command("tables delete kept --yes");
    expect(error).toEqual([
      "table kept has deletion protection; switch it off with aws dynamodb update-table --table-name kept --no-deletion-protection-enabled, and call again",
    ]);
    expect(code).toBe(2);
  });
});
