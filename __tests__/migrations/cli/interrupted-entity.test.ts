import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, it } from "vitest";
import type { Checkpoint } from "../../../migrations/run-store/checkpoint";
import { findDynalite } from "../../emulators/dynalite";
import { describeWith } from "../../emulators/real-part";
import { type CommandRun, useWorkspace } from "./workspace";

describeWith("a run of one entity that is interrupted", findDynalite, (dynalite) => {
  const shop = useWorkspace(dynalite, {
    "migration.yaml": `
name: shop
source: { json: . }
entities:
  one: { from: { file: notes.json }, to: notes }
  two: { from: { file: tags.json }, to: tags }
`,
    "notes.json": '[{"id":"n1"},{"id":"n2"}]',
    "tags.json": '[{"id":"t1","name":"new"}]',
  });
  let run: string;

  beforeEach(async () => {
    const { code } = await interrupted("run -e one");
    expect(code).toBe(130);
    run = (await runs())[0]?.run ?? "";
  });

  async function runs(): Promise<Checkpoint[]> {
    return (JSON.parse((await shop().command("status --json")).out) as { runs: Checkpoint[] }).runs;
  }

  /** Interrupts a command as soon as the run has its folder. */
  function interrupted(line: string): Promise<CommandRun> {
    const stopping = new AbortController();
    const folder = join(shop().folder, ".dynamodb-migrate");
    const now = () => {
      if (existsSync(folder) && readdirSync(folder).length > 0) stopping.abort();
      return new Date();
    };
    return shop().command(line, { signal: stopping.signal, now });
  }

  it("is not finished by a run of another entity", async () => {
    const other = await shop().command("run -e two");
    expect(other.code, other.error.join("\n")).toBe(0);
    expect(await shop().ids("tags")).toEqual(["t1"]);
    expect(await runs()).toMatchObject([
      { run, state: "interrupted", entities: { one: { done: false }, two: { done: true } } },
    ]);

    expect((await shop().command("run")).code).toBe(0);
    expect(await runs()).toMatchObject([{ run, state: "finished" }]);
    expect(await shop().ids("notes")).toEqual(["n1", "n2"]);
  });

  it("is named, with its entities, if another entity's table is not empty", async () => {
    await shop().put("tags", { id: { S: "t0" }, name: { S: "old" } });
    const { code, error } = await shop().command("run");
    expect(code).toBe(2);
    expect(error).toEqual([
      `table shop-dev-tags is not empty, and run ${run}, which this command resumes, has recorded no writes to it; finish that run with --entity one, or choose how to handle existing keys with --on-conflict overwrite, skip or fail`,
    ]);
    expect((await shop().command("run --entity one")).code).toBe(0);
    expect(await runs()).toMatchObject([{ run, state: "finished" }]);
  });
});
