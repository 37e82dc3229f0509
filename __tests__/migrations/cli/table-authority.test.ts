import { join } from "node:path";
import { beforeAll, beforeEach, expect, it, vi } from "vitest";
import type { EntityControl } from "../../../cutover/control/control";
import { marshal } from "../../../migrations/items/marshal";
import type { RowObject } from "../../../migrations/items/row";
import { entityControl } from "../../cutover/control/entity-control";
import { createCutoverTable, emulatorClient } from "../../cutover/control/cutover-tables";
import { findDynalite } from "../../emulators/dynalite";
import { describeWith } from "../../emulators/real-part";
import { writeChanges } from "../table-files/export/sample-incremental-export";
import { cutoverFiles, cutoverTables } from "./cutover-shop";
import { useWorkspace } from "./workspace";

vi.setConfig({ testTimeout: 60_000 });

const control = cutoverTables.control.name;
const shadow = { entity: "note", table: "shop-dev-notes", phase: "shadow" } as const;
const freeze = { to: "new", by: "x", maxMilliseconds: 2000 } as const;

describeWith("commands that change a table during a cutover", findDynalite, (dynalite) => {
  const shop = useWorkspace(dynalite, cutoverFiles);

  beforeAll(async () => {
    const change = { before: [], after: [{ id: { S: "b" } }] };
    await writeChanges(join(shop().folder, "changes"), "01-a", {
      ...{ table: "shop-dev-notes", key: ["id"], ...change },
      ...{ from: "2026-11-25T10:00:00.000Z", to: "2026-11-25T11:00:00.000Z" },
    });
  });
  beforeEach(async () => {
    const client = emulatorClient(shop().endpoint);
    await createCutoverTable(client, control);
    client.destroy();
    await shop().put("notes", { id: { S: "a" } });
  });

  const controlSays = (state: Partial<EntityControl>) => {
    const document = entityControl(state);
    const item = marshal(document as unknown as RowObject);
    return shop().fill(control, [{ ...item, pk: { S: "entity" }, sk: { S: document.entity } }]);
  };

  it.each([
    ["update", "update notes --set x=1"],
    ["delete", "delete notes --all --yes"],
    ["import", "import changes"],
    ["revert", "revert changes --yes"],
  ])("refuses %s of the copy of an old store that is the authority", async (name, command) => {
    await controlSays(shadow);
    expect(await shop().command(command)).toMatchObject({
      code: 2,
      errorCode: "authority-moved",
      error: expect.arrayContaining([
        `${name} cannot change shop-dev-notes: the old store is the authority of note, and the table is its copy (phase shadow, table ${control}); nothing was changed. Change the old store instead, or return to the phase old with cutover back --entity note`,
      ]) as string[],
    });
    expect(await shop().items("notes")).toEqual([{ id: { S: "a" } }]);
  });

  it("refuses restore and seed too, and lets a dry run see what they would do", async () => {
    expect((await shop().command("backup notes --to b")).code).toBe(0);
    await controlSays(shadow);
    const seed = `seed --table notes --items 2 --endpoint ${shop().endpoint}`;
    for (const command of ["restore b --on-conflict overwrite", seed])
      expect([command, (await shop().command(command)).errorCode]).toEqual([command, "authority-moved"]);
    const dry = await shop().command("update notes --set x=1 --dry-run");
    expect([dry.code, await shop().ids("notes")]).toEqual([0, ["a"]]);
  });

  it("refuses the rollback of an update once the old store is the authority", async () => {
    expect((await shop().command("update notes --set x=1")).code).toBe(0);
    await controlSays(shadow);
    const refused = await shop().command("rollback --yes");
    expect([refused.errorCode, refused.error.at(-1)]).toEqual([
      "authority-moved",
      expect.stringMatching(/^rollback cannot change shop-dev-notes: the old store is the authority of note/),
    ]);
    await controlSays({ ...shadow, phase: "old" });
    expect((await shop().command("rollback --yes")).code).toBe(0);
    expect(await shop().items("notes")).toEqual([{ id: { S: "a" } }]);
  });

  it("refuses to delete a table that an application relies on", async () => {
    await shop().makeOldTable("counters", []);
    await controlSays({ ...shadow, table: "counters", phase: "new-only" });
    const refused = await shop().command("tables delete counters --no-backup --yes");
    expect([refused.errorCode, refused.error.at(-1)]).toEqual([
      "authority-moved",
      `tables delete cannot change counters: the application relies on the items of note (phase new-only, table ${control}); nothing was changed. Return to the phase old with cutover back --entity note, or end the cutover with cutover end --entity note`,
    ]);
    expect(await shop().tableNames()).toContain("counters");
  });

  it.each<[string, Partial<EntityControl>]>([
    ["a flip of the entity is in progress", { ...shadow, phase: "new-only", freeze }],
    ["an earlier version did not record the entity's table", { entity: "other", phase: "shadow" }],
  ])("refuses an update while %s", async (_, state) => {
    await controlSays(state);
    expect((await shop().command("update notes --set x=1")).errorCode).toBe("authority-moved");
    expect(await shop().items("notes")).toEqual([{ id: { S: "a" } }]);
  });

  it.each<[string, Partial<EntityControl>]>([
    ["before the cutover", { ...shadow, phase: "old" }],
    ["after the application has left the old store", { ...shadow, phase: "new-only" }],
    ["of a table that is not part of the cutover", { ...shadow, table: "shop-dev-tags" }],
  ])("allows an update %s", async (_, state) => {
    await controlSays(state);
    expect((await shop().command("update notes --set x=1")).code).toBe(0);
    expect(await shop().items("notes")).toEqual([{ id: { S: "a" }, x: { N: "1" } }]);
  });
});
