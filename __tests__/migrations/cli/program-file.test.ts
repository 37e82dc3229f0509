import { mkdtemp, rm, writeFile, mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadModule } from "../../../migrations/cli/wiring/load-module";
import type { ProcessContext } from "../../../migrations/cli/process-context";
import { findDynalite } from "../../emulators/dynalite";
import { describeWith } from "../../emulators/real-part";
import { useWorkspace } from "./workspace";

const program = `
import { Decimal, defineMigration } from "cdktf-dynamodb/migrations";
import { idOf } from "./lib/id";

interface Shop {
  note: { n: number; rank: number | bigint | Decimal; text?: string };
}

export default defineMigration<Shop>({
  name: "shop",
  source: { json: "data" },
  entities: {
    note: {
      from: { file: "notes.json" },
      to: "notes",
      where: (row) => row.n > 0,
      item: (row, { env }) => {
        if (row.text === "bad") throw new Error("cannot be mapped");
        return [1, 2].map((part) => ({
          id: idOf(row.n, part), rank: row.rank, stage: env.STAGE, tags: new Set(["a"]), exact: new Decimal("1.10"),
        }));
      },
    },
  },
});
`;
const helper = "export const idOf = (n: number, part: number) => `N${n}-${part}`;\n";

describeWith("a migration.ts", findDynalite, (dynalite) => {
  const workspace = useWorkspace(dynalite, {
    "migration.ts": program,
    "lib/id.ts": helper,
    "data/notes.json": '[{"n":0},{"n":1,"rank":9007199254740993},{"n":2,"rank":1,"text":"bad"}]',
  });
  const terminal = { env: { STAGE: "dev" } };

  it("is planned, run and verified like a migration.yaml", async () => {
    const plan = await workspace().command("plan migration.ts", terminal);
    expect(plan.error).toContain("note row 3: mapping-failed: item fails: cannot be mapped");
    expect((await workspace().command("run migration.ts", terminal)).code).toBe(1);
    expect(await workspace().items("notes")).toMatchObject([
      {
        id: { S: "N1-1" },
        rank: { N: "9007199254740993" },
        stage: { S: "dev" },
        tags: { SS: ["a"] },
        exact: { N: "1.1" },
      },
      { id: { S: "N1-2" } },
    ]);
    const verified = await workspace().command("verify migration.ts", terminal);
    expect(verified.error).toContain(
      "Every item arrived; 1 row was rejected: 2 items match, none missing, none extra",
    );
  });

  it("is refused with the entity and the key of what is wrong", async () => {
    await workspace().file(
      "wrong.ts",
      program.replace("item: (row", "item: async (row").replace("to:", "too:").replace("where:", "were:"),
    );
    expect(await workspace().command("plan wrong.ts", terminal)).toMatchObject({
      code: 2,
      error: [
        "wrong.ts entities.note.to: is missing; expected a string",
        'wrong.ts entities.note.too: unknown key; did you mean "to"?',
        'wrong.ts entities.note.were: unknown key; did you mean "where"?',
      ],
    });
  });

  it("is refused before anything is written where its function never makes a key", async () => {
    await workspace().file("wrong.ts", program.replace("id: idOf(row.n, part)", "key: 1"));
    expect(await workspace().command("run wrong.ts", terminal)).toMatchObject({
      code: 2,
      error: [
        "wrong.ts entities.note.item: makes no item of the first rows that the table takes: id, the partition key, is missing",
      ],
    });
    expect(await workspace().items("notes")).toEqual([]);
  });

  it("is refused with an async function and a table that is not there, by name", async () => {
    await workspace().file("wrong.ts", program.replace("item: (row", "item: async (row"));
    expect((await workspace().command("plan wrong.ts", terminal)).error).toEqual([
      "wrong.ts entities.note.item: must not be async; read what it waits for before the migration",
    ]);
    await workspace().file("wrong.ts", program.replace('to: "notes"', 'to: "note"'));
    expect((await workspace().command("plan wrong.ts", terminal)).error).toEqual([
      'wrong.ts entities.note.to: outputs.json has no table "note"; did you mean "notes"? It has: notes, tags',
    ]);
  });
});

describe("loadModule", () => {
  let folder: string;
  beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), "module-"))));
  afterEach(() => rm(folder, { recursive: true }));

  async function load(file: string, files: Readonly<Record<string, string>>) {
    for (const [name, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), text);
    }
    return loadModule(file, { cwd: folder } as ProcessContext);
  }

  it.each([
    ["m.ts", 'import { x } from "./x.mjs";\nexport default { x };'],
    ["m.mts", 'import { x } from "./x.mjs";\nexport default { x };'],
    ["m.mjs", 'import { x } from "./x.mjs";\nexport default { x };'],
    ["m.js", 'import { x } from "./x.mjs";\nexport default { x };'],
    ["m.cjs", "module.exports = { x: 5 };"],
  ])("runs %s", async (file, text) => {
    const { value } = await load(file, { [file]: text, "x.mjs": "export const x = 5;" });
    expect(value).toEqual({ x: 5 });
  });

  it("has one fingerprint for the same files", async () => {
    const files = { "m.ts": 'import "./a";\nexport default {};', "a.ts": "export {};" };
    expect((await load("m.ts", files)).fingerprint).toBe((await load("m.ts", files)).fingerprint);
  });

  it.each([
    ["the file", { "m.ts": 'import "./a";\nexport default { y: 1 };' }],
    ["what it imports", { "a.ts": 'import "./b.mjs"; // changed' }],
    ["what that imports", { "b.mjs": "export {}; // changed" }],
    ["what it requires", { "c.json": "[1]" }],
  ])("has another fingerprint where %s has changed", async (_what, changed) => {
    const files = {
      "m.ts": 'import "./a";\nconst c = require("./c.json");\nexport default { c };',
      "a.ts": 'import "./b.mjs";',
      "b.mjs": "export {};",
      "c.json": "[]",
    };
    const before = await load("m.ts", files);
    expect((await load("m.ts", { ...files, ...changed })).fingerprint).not.toBe(before.fingerprint);
  });

  it.each([
    ["cannot be run", "export default foo();", "m.ts cannot be run: foo is not defined"],
    [
      "has no default export",
      "export const migration = {};",
      "m.ts must export the migration: export default defineMigration({ ... })",
    ],
  ])("refuses a file that %s", async (_what, text, message) => {
    await expect(load("m.ts", { "m.ts": text })).rejects.toThrow(message);
  });
});
