import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, it, vi } from "vitest";
import { findNode22 } from "../../../../emulators/node-22";
import { type ProgramRun, runProgram } from "../../../../emulators/program";
import { describeWith } from "../../../../emulators/real-part";
import { runner } from "../../../../emulators/runner";
import { outputs } from "../../../cli/workspace";
import { useTemporaryFolder } from "../../../files/temporary-folder";
import { makeSqlite } from "./sqlite-file";

vi.setConfig({ testTimeout: 180_000 });

const rows = 500;
const before = Array.from({ length: rows }, (_, index) => ({ id: index + 1, a: "before" }));

describeWith("a SQLite source on Node.js 22", findNode22, (node) => {
  const folder = useTemporaryFolder();

  function run(...parameters: string[]): Promise<ProgramRun> {
    const environment = { PATH: process.env["PATH"], HOME: folder() };
    return runProgram(node, parameters, { folder: folder(), environment });
  }

  it("is read through node:sqlite as it was at the start, whatever is written meanwhile", async () => {
    const loader = pathToFileURL(require.resolve("tsx")).href;
    const program = join(__dirname, "sqlite-snapshot-program.ts");
    const { code, text } = await run("--no-warnings", "--import", loader, program, join(folder(), "shop.db"));
    expect(code, text).toBe(0);
    const locked = Array<string>(10).fill("database is locked");
    expect(JSON.parse(text)).toEqual({
      wal: { driver: "node:sqlite", read: before, refusals: [], hasLog: true },
      journal: { driver: "node:sqlite", read: before, refusals: locked, hasLog: false },
    });
  });

  it("is read by the program without a warning of Node.js, in use or not", async () => {
    makeSqlite(
      join(folder(), "shop.db"),
      "CREATE TABLE notes (id TEXT PRIMARY KEY)",
      "INSERT INTO notes VALUES ('n1'), ('n2')",
    );
    // For any driver but node:sqlite the database is in use.
    await writeFile(join(folder(), "shop.db-wal"), "x");
    await writeFile(join(folder(), "outputs.json"), JSON.stringify(outputs));
    await writeFile(
      join(folder(), "migration.yaml"),
      "name: shop\nsource: { sqlite: shop.db }\nentities: { note: { from: { table: notes }, to: notes } }\n",
    );
    const [, ...parameters] = runner("plan", "--offline");
    const { code, text } = await run(...parameters);
    expect(code, text).toBe(0);
    expect(text).toMatch(/note +2/);
    expect(text).not.toMatch(/warning/i);
  });
});
