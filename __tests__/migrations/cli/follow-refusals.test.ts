import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, expect, it } from "vitest";
import { findDynalite } from "../../emulators/dynalite";
import { describeWith } from "../../emulators/real-part";
import { useWorkspace } from "./workspace";

const migration = `
name: shop
source: { json: . }
entities:
  note: { from: { file: notes.json }, to: notes }
`;

const state = {
  ...{ formatVersion: 1, phase: "stopped", position: "0", name: "shop" },
  ...{ startedAt: "2026-01-01T00:00:00.000Z", updatedAt: "2026-01-01T00:00:00.000Z" },
  counts: { inserts: 0, updates: 0, deletes: 0, written: 0, deleted: 0, unchanged: 0 },
  ...{ rejected: [], dirty: 0, lagMs: 0 },
};

describeWith("follow is refused", findDynalite, (dynalite) => {
  const shop = useWorkspace(dynalite, { "migration.yaml": migration, "notes.json": '[{ "id": "n1" }]' });

  beforeEach(() => shop().clear());

  const follow = (line = "follow") => shop().command(`${line} --endpoint ${shop().endpoint}`);

  /** A file of the only run. */
  const fileOfRun = async (name: string): Promise<string> => {
    const runs = join(shop().folder, ".dynamodb-migrate");
    const [run = ""] = (await readdir(runs)).filter((one) => one.startsWith("shop-"));
    return join(runs, run, name);
  };

  /** A run that is followed, as far as its folder says. */
  const followedRun = async (): Promise<void> => {
    expect((await shop().command("run")).code).toBe(0);
    await writeFile(await fileOfRun("follow.json"), JSON.stringify(state));
  };

  it("for a source without a log of changes, with the command that takes its place", async () => {
    expect(await follow("run --follow")).toMatchObject({ code: 2, errorCode: "follow-impossible" });
    expect(await shop().ids("notes")).toEqual([]);
    await followedRun();
    const { code, errorCode, error } = await follow();
    expect({ code, errorCode }).toEqual({ code: 2, errorCode: "follow-impossible" });
    expect(error.join("\n")).toContain(
      "a json source has no log of changes that can be followed (mysql, postgres and dynamodb have one); repeat the run with sync",
    );
  });

  it("without a run that was started with --follow", async () => {
    for (const line of ["follow", "follow status", "follow end", "follow reload"])
      expect(await follow(line)).toMatchObject({ code: 2, errorCode: "not-followed" });
    expect((await shop().command("run")).code).toBe(0);
    const { error } = await follow();
    expect(error.join("\n")).toContain("is followed; start one with: ");
  });

  it("for a run that has not moved all rows, and for one that was rolled back", async () => {
    await followedRun();
    const checkpoint = await fileOfRun("checkpoint.json");
    const text = await readFile(checkpoint, "utf8");
    await writeFile(checkpoint, text.replace(/("state":\s*)"finished"/, '$1"running"'));
    const open = await follow();
    expect(open).toMatchObject({ code: 2, errorCode: "follow-snapshot-open" });
    expect(open.error.join("\n")).toContain("has not moved all rows; finish it first: ");
    await writeFile(checkpoint, text);
    expect((await shop().command("rollback --yes")).code).toBe(0);
    const undone = await follow();
    expect(undone).toMatchObject({ code: 2, errorCode: "not-followed" });
    expect(undone.error.join("\n")).toContain("was rolled back; start another with run --follow");
  });

  it.each(["", "{}", JSON.stringify({ ...state, phase: "unknown" })])(
    "with a state that cannot be read: %j",
    async (text) => {
      await followedRun();
      await writeFile(await fileOfRun("follow.json"), text);
      const { code, errorCode, error } = await follow();
      expect({ code, errorCode }).toEqual({ code: 2, errorCode: "follow-state-unreadable" });
      expect(error.join("\n")).toContain("start over with run --follow --no-resume");
    },
  );
});
