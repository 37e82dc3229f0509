import { copyFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { canonicalItem } from "../../../migrations/items/canonical-item";
import type { Item } from "../../../migrations/items/item";
import { findDynalite } from "../../emulators/dynalite";
import type { RunningEmulator } from "../../emulators/emulator";
import { describeWith } from "../../emulators/real-part";
import { exportLines, writeExport } from "../table-files/export/sample-export";
import { makeSqlite } from "../sources/sql/sqlite/sqlite-file";
import { ended, startedRun } from "./killed-run";
import { createScaffolded } from "./scaffolded-tables";
import { Workspace } from "./workspace";

const migrationFrom = (source: string, from: string) => `
name: shop
source: { ${source} }
entities:
  note: { from: ${from}, to: notes }
`;

describeWith("sources", findDynalite, (dynalite) => {
  let emulator: RunningEmulator;
  let shop: Workspace;

  beforeAll(async () => {
    emulator = await dynalite.start();
    shop = await Workspace.make(emulator.endpoint);
    await shop.makeTables();
  });
  afterAll(async () => {
    await shop.remove();
    await emulator.stop();
  });
  beforeEach(() => shop.clear());

  it("jsonl: a line that is not JSON is rejected and the others arrive, exact", async () => {
    await shop.file("data/notes.jsonl", '{"id":"n1","rank":9007199254740993}\nid: n2\n\n{"id":"n3"}\n');
    await shop.file("migration.yaml", migrationFrom("jsonl: data", "{ file: notes.jsonl }"));
    const run = await shop.command("run");
    expect(run.code).toBe(1);
    expect(run.error).toContain("Rejected: 1 unreadable-row");
    expect(await shop.items("notes")).toEqual([
      { id: { S: "n1" }, rank: { N: "9007199254740993" } },
      { id: { S: "n3" } },
    ]);
  });

  it("csv: a cell of the wrong type rejects its row, which plan shows", async () => {
    await shop.file("notes.csv", 'id,rank,tags\nn1,1.50,"[""a""]"\nn2,first,[]\n');
    const from = "{ file: notes.csv, columns: { rank: number, tags: list } }";
    await shop.file("migration.yaml", migrationFrom("csv: .", from));
    const plan = await shop.command("plan");
    expect(plan.error).toContain(
      'note row 2 (notes.csv:3): unreadable-row: rank must be a number, got "first"',
    );
    expect((await shop.command("run")).code).toBe(1);
    expect(await shop.items("notes")).toEqual([
      { id: { S: "n1" }, rank: { N: "1.5" }, tags: { L: [{ S: "a" }] } },
    ]);
    expect((await shop.command("verify")).code).toBe(1);
  });

  it("dynamodbExport: items arrive with their types, read by expressions or not, and verify finds them", async () => {
    const items: Item[] = [
      { id: { S: "n1" }, scores: { NS: ["1", "2.5"] }, tags: { SS: ["a"] } },
      { id: { S: "n2" }, scores: { NS: ["9007199254740993"] }, tags: { SS: ["b"] } },
    ];
    await writeExport(join(shop.folder, "export"), [exportLines(items)]);
    await shop.file("migration.yaml", migrationFrom("dynamodbExport: export", "{}"));
    expect((await shop.command("run")).code).toBe(0);
    expect((await shop.items("notes")).map(canonicalItem)).toEqual(items.map(canonicalItem));
    await shop.clear();
    const entity = '{}, where: "${1 in row.scores}", item: { id: "${row.id}", tags: "${row.tags}" }';
    await shop.file("migration.yaml", migrationFrom("dynamodbExport: export", entity));
    expect((await shop.command("run")).code).toBe(0);
    expect(await shop.items("notes")).toEqual([{ id: { S: "n1" }, tags: { SS: ["a"] } }]);
    expect((await shop.command("verify")).code).toBe(0);
  });

  it("dynamodb: the items of another table arrive, type for type, and verify finds them", async () => {
    const old: Item = {
      id: { S: "n1" },
      name: { S: "a" },
      tags: { SS: ["x"] },
      rank: { N: "9007199254740993" },
    };
    await shop.put("tags", old);
    await shop.file(
      "migration.yaml",
      migrationFrom(`dynamodb: "${shop.endpoint}?segments=2"`, "{ table: shop-dev-tags }"),
    );
    const run = await shop.command("run");
    expect(run.code, run.error.join("\n")).toBe(0);
    expect((await shop.items("notes")).map(canonicalItem)).toEqual([canonicalItem(old)]);
    expect((await shop.command("verify")).code).toBe(0);
  });

  it.each([
    ["segments=0", 'segments must be a whole number from 1 to 1000000, got "0"'],
    ["rate=0", 'rate must be a whole number of read units per second, at least 1, got "0"'],
    ["read=strong", 'read must be consistent or eventual, which costs half, got "strong"'],
  ])("dynamodb: the address may not end with ?%s", async (parameter, message) => {
    await shop.file("migration.yaml", migrationFrom(`dynamodb: us-east-1?${parameter}`, "{ table: t }"));
    const { code, error } = await shop.command("plan");
    expect({ code, error }).toEqual({ code: 2, error: [`migration.yaml:3:21 source.dynamodb: ${message}`] });
  });

  /** Files that pyarrow has written. */
  const parquet = async (name: string, folder: string, copy: string): Promise<void> => {
    await mkdir(join(shop.folder, folder), { recursive: true });
    const file = join(__dirname, "../sources/parquet/files", name);
    await copyFile(file, join(shop.folder, folder, copy));
  };

  it("parquet: a file of another program is described, previewed, estimated, moved and verified", async () => {
    await parquet("row-groups.parquet", "lake", "note.parquet");
    const inLake = { cwd: join(shop.folder, "lake") };
    expect((await shop.command("init --from note.parquet", inLake)).code).toBe(0);
    const tables = await createScaffolded(shop, "lake");
    const preview = await shop.command("preview --limit 1 --json", inLake);
    expect(JSON.parse(preview.out)).toMatchObject({
      entities: [{ rows: [{ outcomes: [{ item: { id: { N: "0" }, name: { S: "row 0" } } }] }] }],
    });
    for (const command of ["plan", "run", "verify"]) {
      const { code, error } = await shop.command(command, inLake);
      expect([command, code], error.join("\n")).toEqual([command, 0]);
    }
    expect((await tables.items("note")).length).toBe(2500);
  });

  it("parquet: a run that is killed resumes, and every type arrives with every digit", async () => {
    await parquet("row-groups.parquet", ".", "rows.parquet");
    const entity = '{ file: rows.parquet }, item: { id: "n${row.id}", name: "${row.name}" }';
    await shop.file("migration.yaml", migrationFrom("parquet: .", entity));
    await ended(await startedRun(shop), "SIGKILL", 100);
    const resumed = await shop.command("run --json");
    expect(JSON.parse(resumed.out)).toMatchObject({ total: { read: 2500, written: 2500 } });
    expect((await shop.command("verify")).code).toBe(0);

    await shop.clear();
    await parquet("types-snappy.parquet", ".", "types.parquet");
    const typed = '{ file: types.parquet }, where: "${row.id == 1}", item: { "...": "${row}", id: a }';
    await shop.file("migration.yaml", migrationFrom("parquet: .", typed));
    expect((await shop.command("run")).code).toBe(0);
    expect(await shop.items("notes")).toMatchObject([
      {
        long: { N: "12345678901234567890.123456789012345678" },
        ns: { S: "2025-11-03T14:05:09.000000001Z" },
        list: { L: [{ N: "1" }, { NULL: true }, { N: "9007199254740993" }] },
        bytes: { B: new Uint8Array([0, 255]) },
      },
    ]);
    expect((await shop.command("verify")).code).toBe(0);
  }, 120_000);

  it("sqlite: the rows of a table arrive, exact, and verify finds them", async () => {
    makeSqlite(
      join(shop.folder, "shop.db"),
      "CREATE TABLE notes (id TEXT PRIMARY KEY, rank INTEGER, body BLOB)",
      "INSERT INTO notes VALUES ('n1', 9223372036854775807, x'00FF')",
    );
    await shop.file("migration.yaml", migrationFrom("sqlite: shop.db", "{ table: notes }"));
    expect((await shop.command("run")).code).toBe(0);
    expect(await shop.items("notes")).toEqual([
      { id: { S: "n1" }, rank: { N: "9223372036854775807" }, body: { B: Uint8Array.of(0, 255) } },
    ]);
    expect((await shop.command("verify")).code).toBe(0);
  });
});
