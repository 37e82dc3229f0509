import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { DatabaseServer, FoundDatabase, RunningDatabase } from "../../emulators/database-server";
import { findDynalite } from "../../emulators/dynalite";
import type { Emulator, RunningEmulator } from "../../emulators/emulator";
import { findMariaDb } from "../../emulators/mariadb";
import { findPostgres } from "../../emulators/postgres";
import { both, describeWith } from "../../emulators/real-part";
import { rentalRows, rentalSchema } from "./rental-schema";
import { createScaffolded } from "./scaffolded-tables";
import { Workspace } from "./workspace";

interface Kind {
  readonly name: string;
  readonly find: () => FoundDatabase;
  readonly variable: string;
  /** Tables that only this kind of database has. */
  readonly further: readonly string[];
  readonly furtherRows: number;
  readonly furtherTables: number;
  /** Lines that tables.yaml has because of them. */
  readonly lines: readonly string[];
  readonly skipped: string;
  /** Keys in a single table. */
  readonly keys: readonly string[];
}

const kinds: readonly Kind[] = [
  {
    ...{ name: "MariaDB", find: findMariaDb, variable: "RENT_MYSQL_URL", furtherRows: 4, furtherTables: 2 },
    further: [
      "CREATE TABLE device (id BINARY(4) NOT NULL PRIMARY KEY, kind ENUM('tv', 'web'), data JSON)",
      "INSERT INTO device VALUES (x'00ff00ff', 'tv', '{\"a\": [1]}'), (x'00000001', NULL, NULL)",
      "CREATE TABLE stay (room INT NOT NULL, at DATETIME(3) NOT NULL, PRIMARY KEY (room, at)) WITH SYSTEM VERSIONING",
      "INSERT INTO stay VALUES (1, '2025-11-20 12:00:00.250'), (1, '2025-11-21 12:00:00')",
      "CREATE TABLE heap (line TEXT)",
      "CREATE VIEW active AS SELECT * FROM customer WHERE active",
    ],
    lines: ["  device:\n    partitionKey: id:B\n", "  stay:\n    partitionKey: room:N\n    sortKey: at\n"],
    skipped: "Not in them: heap: it has no primary key and no unique column that is never null;",
    keys: ["DEVICE#00ff00ff META", "STAY#1#2025-11-20T12:00:00.250 META"],
  },
  {
    ...{
      name: "PostgreSQL",
      find: findPostgres,
      variable: "RENT_POSTGRES_URL",
      furtherRows: 5,
      furtherTables: 3,
    },
    further: [
      "CREATE SCHEMA audit",
      "CREATE TABLE audit.entry (id uuid PRIMARY KEY, flag boolean NOT NULL, tags text[], data jsonb)",
      "INSERT INTO audit.entry VALUES ('0190f6a0-0000-7000-8000-000000000001', true, '{a,b}', '{\"n\": 1.50}')",
      "CREATE TABLE flags (name text, is_on boolean, PRIMARY KEY (name, is_on))",
      "INSERT INTO flags VALUES ('a', true), ('a', false)",
      "CREATE TABLE measure (at timestamptz PRIMARY KEY, value numeric(30,10)) PARTITION BY RANGE (at)",
      "CREATE TABLE measure_2025 PARTITION OF measure FOR VALUES FROM ('2025-01-01') TO ('2026-01-01')",
      "INSERT INTO measure VALUES ('2025-11-20 12:00:00+00', 12345678901234567890.5), ('2025-11-20 13:00:00+00', 1)",
      "CREATE TABLE heap (line text)",
      "CREATE VIEW active AS SELECT * FROM customer WHERE active",
    ],
    lines: [
      "  audit-entry:\n    partitionKey: id\n",
      "  flags:\n    partitionKey: name\n    sortKey: is_on\n",
    ],
    skipped: "Not in them: heap: it has no primary key and no unique column that is never null;",
    keys: ["AUDIT-ENTRY#0190f6a0-0000-7000-8000-000000000001 META", "FLAGS#a#true META"],
  },
];

describe.each(kinds)("init from $name", (kind) => {
  const parts = () => both<Emulator, DatabaseServer>(findDynalite(), kind.find());
  describeWith("a database of 22 tables and more", parts, ({ first, second }) => {
    let emulator: RunningEmulator;
    let database: RunningDatabase;
    let shop: Workspace;

    beforeAll(async () => {
      [emulator, database] = await Promise.all([first.start(), second.start()]);
      shop = await Workspace.make(emulator.endpoint);
      await database.query(...rentalSchema, ...kind.further);
    });
    afterAll(async () => {
      await shop.remove();
      await Promise.all([emulator.stop(), database.stop()]);
    });

    const command = (line: string) => shop.command(line, { env: { [kind.variable]: database.url } });

    async function runAll(folder: string) {
      const tables = await createScaffolded(shop, folder);
      const options = `${folder}/migration.yaml --outputs ${folder}/outputs.json`;
      const run = await command(`run ${options} --json`);
      expect(run.code, run.error.join("\n")).toBe(0);
      const verify = await command(`verify ${options} --json`);
      expect(verify.code, verify.error.join("\n")).toBe(0);
      const { entities } = JSON.parse(run.out) as { entities: { written: number }[] };
      return { tables, written: entities.reduce((sum, { written }) => sum + written, 0) };
    }

    it("becomes a table each, which run and verify without an edit", async () => {
      const { code, error } = await command(`init --from ${database.url} --service rent --out each`);
      expect(code, error.join("\n")).toBe(0);
      expect(error[0]).toBe(`Wrote tables.yaml: ${22 + kind.furtherTables} tables.`);
      expect(error[2]).toContain(kind.skipped);
      expect(error.join("\n")).toContain(`  export ${kind.variable}=…`);
      const text = await shop.read("each/tables.yaml");
      for (const line of kind.lines) expect(text).toContain(line);
      expect((await runAll("each")).written).toBe(rentalRows + kind.furtherRows);
    });

    it("becomes one table, by its foreign keys", async () => {
      await command(`init --from env:${kind.variable} --service rent --single-table --out one`);
      const { tables, written } = await runAll("one");
      expect(written).toBe(rentalRows + kind.furtherRows);
      const items = await tables.items("main");
      const keys = items.map((item) => `${item["PK"]?.S} ${item["SK"]?.S}`);
      const expected = ["FILM#1 FILM_TAG#new", "FILM_ACTOR#1#1 REVIEW#2", "SETTING#theme META", ...kind.keys];
      expect(keys).toEqual(expect.arrayContaining(expected));
      const bob = items.find((item) => item["name"]?.S === "Bob");
      expect([bob?.["GSI1PK"]?.S, bob?.["GSI1SK"]?.S]).toEqual(["STAFF#1", "STAFF#2"]);
    });

    it("leaves the password out of the files", async () => {
      const texts = await Promise.all(["tables", "migration"].map((name) => shop.read(`each/${name}.yaml`)));
      const { password } = new URL(database.url);
      expect(texts.join("")).toContain(`\${env.${kind.variable}}`);
      expect(password === "" || !texts.join("").includes(password)).toBe(true);
    });
  });
});
