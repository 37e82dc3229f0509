import { expect, it } from "vitest";
import { findDynalite } from "../../emulators/dynalite";
import { describeWith } from "../../emulators/real-part";
import { type CommandRun, useWorkspace } from "./workspace";

describeWith("seed", findDynalite, (dynalite) => {
  const shop = useWorkspace(dynalite, {});

  function seed(options: string): Promise<CommandRun> {
    return shop().command(`seed ${options} --endpoint ${shop().endpoint}`);
  }

  it("fills every table with items that fit its keys and indexes", async () => {
    const { code, out } = await seed("--items 30 --json");
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ total: { read: 60, written: 60, rejected: 0 } });
    expect((await shop().items("notes"))[0]).toMatchObject({
      id: { S: expect.any(String) as string },
      rank: { N: expect.any(String) as string },
    });
  });

  it("fills one table alone", async () => {
    await seed("--items 5 --table tags");
    expect([(await shop().ids("notes")).length, (await shop().ids("tags")).length]).toEqual([0, 5]);
  });

  it("gives the same items for the same seed, and others for another", async () => {
    await seed("--items 5 --table notes");
    const first = await shop().items("notes");
    await shop().clear();
    await seed("--items 5 --table notes --seed 1");
    expect(await shop().items("notes")).toEqual(first);
    await shop().clear();
    await seed("--items 5 --table notes --seed 2");
    expect(await shop().items("notes")).not.toEqual(first);
  });

  it("writes nothing with --dry-run", async () => {
    const { code, error } = await seed("--items 5 --dry-run");
    expect(code).toBe(0);
    expect(error.join("\n")).toContain("Dry run; nothing was written");
    expect(await shop().ids("notes")).toEqual([]);
  });

  it("does not begin on a table with items unless asked", async () => {
    await shop().put("notes", { id: { S: "mine" } });
    expect((await seed("--items 5 --table notes")).code).toBe(2);
    expect((await seed("--items 5 --table notes --on-conflict skip")).code).toBe(0);
    expect(await shop().ids("notes")).toHaveLength(6);
  });

  it("can be taken back", async () => {
    await seed("--items 5");
    expect(await shop().command("rollback --yes")).toMatchObject({ code: 0 });
    expect(await shop().ids("notes")).toEqual([]);
  });

  it("refuses a table that is not there", async () => {
    expect(await seed("--table note")).toMatchObject({
      code: 2,
      error: ['--table: the outputs have no table "note"; did you mean "notes"? They have: notes, tags'],
    });
  });

  it("refuses a seed that is no whole number", async () => {
    const { code, error } = await seed("--seed x");
    expect(code).toBe(2);
    expect(error.join(" ")).toContain('expected a whole number, got "x"');
  });
});
