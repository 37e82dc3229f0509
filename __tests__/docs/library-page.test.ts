import { mkdtempSync, rmSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { findDynalite } from "../emulators/dynalite";
import type { RunningEmulator } from "../emulators/emulator";
import { describeWith } from "../emulators/real-part";
import { outputs, Workspace } from "../migrations/cli/workspace";
import { Migrator, loadCel, loadDefinition, readOutputs } from "../../migrations";
import { blocks, readPage } from "./doc-page";
import { LinkedProject } from "./linked-project";

const migration = `
name: shop
source: { json: data }
entities:
  note: { from: { file: notes.json }, to: notes }
`;
const notes = JSON.stringify(Array.from({ length: 60 }, (_, index) => ({ id: `n${index}`, rank: index })));

describeWith("docs/library.md", findDynalite, (dynalite) => {
  let engine: RunningEmulator;
  let tables: Workspace;
  let project: LinkedProject;
  const keys = { AWS_ACCESS_KEY_ID: "local", AWS_SECRET_ACCESS_KEY: "local" };

  beforeAll(async () => {
    engine = await dynalite.start();
    tables = await Workspace.make(engine.endpoint);
    await tables.makeTables();
    project = new LinkedProject(process.env);
    project.write("migration.yaml", migration);
    project.write("outputs.json", JSON.stringify(outputs));
    project.write("data/notes.json", notes);
  });
  afterAll(async () => {
    project.remove();
    await tables.remove();
    await engine.stop();
  });

  it("has an example that runs, verifies and rolls back", async () => {
    const [example] = blocks(readPage("docs/library.md"), "ts");
    project.write("move.ts", example?.code ?? "");
    const environment = { ...keys, AWS_ENDPOINT_URL_DYNAMODB: engine.endpoint };
    const run = await project.run("node_modules/.bin/tsx move.ts", environment);
    expect(run.code).toBe(0);
    expect(run.text).toMatch(/^shop-\S+ finished \{/m);
    expect(run.text).toContain("written: 60");
    expect(run.text).toMatch(/^identical$/m);
    expect(run.text).toMatch(/^60 items deleted$/m);
    expect(await tables.ids("notes")).toEqual([]);
  });

  async function migrator(runFolder: string): Promise<Migrator> {
    const compile = await loadCel();
    const text = migration.replace("json: data", `json: ${project.path("data")}`);
    const definition = loadDefinition({ fileName: "migration.yaml", text, env: {}, compile });
    const target = readOutputs("outputs.json", JSON.stringify(outputs));
    return new Migrator({ definition, target, compile, runFolder, endpoint: engine.endpoint, env: {} });
  }

  it("keeps no journal if told so, and rolls back only what the run has written", async () => {
    const folder = mkdtempSync(join(tmpdir(), "library-"));
    const mover = await migrator(folder);
    const first = await mover.run({ limit: 10, journal: false });
    expect([first.outcome, first.entities[0]?.tally.written]).toEqual(["finished", 10]);
    expect(await readdir(join(folder, first.run))).not.toContain("journal.jsonl");
    await expect(mover.rollBack(first.run)).rejects.toMatchObject({ code: "no-journal" });
    await expect(mover.run()).rejects.toMatchObject({ code: "table-not-empty" });
    const second = await mover.run({ onConflict: "skip" });
    expect(second.entities[0]?.tally).toMatchObject({ written: 50, skipped: 10 });
    expect(await mover.rollBack(second.run)).toMatchObject({ deleted: 50, complete: true });
    rmSync(folder, { recursive: true });
  });
});
