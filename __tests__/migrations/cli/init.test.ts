import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findDynalite } from "../../emulators/dynalite";
import type { RunningEmulator } from "../../emulators/emulator";
import { describeWith } from "../../emulators/real-part";
import { type WrittenStack, writtenStacks } from "../../stacks/written-stacks";
import { makeSqlite } from "../sources/sql/sqlite/sqlite-file";
import { rentalRows, rentalSchema } from "./rental-schema";
import { createScaffolded } from "./scaffolded-tables";
import { Workspace } from "./workspace";

describeWith("init", findDynalite, (dynalite) => {
  let emulator: RunningEmulator;
  let shop: Workspace;

  beforeAll(async () => {
    emulator = await dynalite.start();
    shop = await Workspace.make(emulator.endpoint);
    makeSqlite(
      join(shop.folder, "rental.db"),
      ...rentalSchema,
      "CREATE TABLE note (at TEXT, line TEXT)",
      "INSERT INTO note VALUES ('a', 'b'), ('a', 'b')",
      'CREATE TABLE "odd key" (a, "in" BLOB, c TEXT, PRIMARY KEY (a, "in", c)) WITHOUT ROWID',
      "INSERT INTO \"odd key\" VALUES (1, x'00ff', 'x'), ('1', x'00', 'y')",
    );
    const csv = {
      "users.csv": "user_id,zip,age\nu1,01234,7\nu2,56789,\n",
      "orders.csv": "id,user_id,total\n1,u1,2.50\n2,u2,3\n",
    };
    for (const [name, text] of Object.entries(csv)) await shop.file(`data/${name}`, text);
    await shop.file(
      "data/db.json",
      '{"users":[{"id":1,"on":true}],"posts":[{"userId":1,"id":"a","tags":["x"]}],"version":3}',
    );
    await shop.file("data/empty.csv", "id\n");
  });
  afterAll(async () => {
    await shop.remove();
    await emulator.stop();
  });

  /** Runs what init wrote to a folder, without an edit. */
  async function runAll(folder: string) {
    const tables = await createScaffolded(shop, folder);
    const options = `${folder}/migration.yaml --outputs ${folder}/outputs.json`;
    const run = await shop.command(`run ${options} --json`);
    expect(run.code, run.error.join("\n")).toBe(0);
    const verify = await shop.command(`verify ${options} --json`);
    expect(verify.code, verify.error.join("\n")).toBe(0);
    const { entities } = JSON.parse(run.out) as { entities: { written: number }[] };
    return { tables, written: entities.reduce((sum, { written }) => sum + written, 0) };
  }

  it("writes files for a SQLite database of 24 tables that run and verify without an edit", async () => {
    const { code, error } = await shop.command("init --from sqlite:rental.db --out each");
    expect([code, error]).toEqual([
      0,
      [
        "Wrote tables.yaml: 24 tables.",
        "Wrote migration.yaml: 24 entities.",
        ...["", "Next:", "  cd each"],
        ...[
          `  node -e 'require("cdktf-dynamodb/stacks").synthesize(process)'`,
          "  npx dynamodb-migrate local up",
          "  npx dynamodb-migrate preview --local",
          "  npx dynamodb-migrate plan --local",
          "  npx dynamodb-migrate run --local",
          "  npx dynamodb-migrate verify --local",
          "For AWS, deploy the stacks with --outputs-file outputs.json and omit --local.",
        ],
      ],
    ]);
    const { tables, written } = await runAll("each");
    expect(written).toBe(rentalRows + 4);
    expect(await tables.items("film_text")).toContainEqual({
      ...{ film_id: { N: "1" }, language_id: { N: "1" }, version: { N: "2" } },
      ...{ body: { S: "b" }, sortKey: { S: "1#2" } },
    });
  });

  it("writes files for one table, in which children are below their parents", async () => {
    await shop.command("init --from sqlite:rental.db --out one --single-table --service rent");
    const { tables, written } = await runAll("one");
    expect(written).toBe(rentalRows + 4);
    const keys = (await tables.items("main")).map((item) => `${item["PK"]?.S} ${item["SK"]?.S}`);
    expect(keys).toEqual(
      expect.arrayContaining([
        ...["FILM#1 META", "FILM#1 FILM_TAG#new", "FILM#1 FILM_TEXT#1#2", "FILM#1 FILM_CATEGORY#2"],
        ...[
          "FILM_ACTOR#1#1 META",
          "FILM_ACTOR#1#1 REVIEW#2",
          "CUSTOMER#1 CUSTOMER_CARD",
          "CUSTOMER#1 SESSION#t-1",
        ],
        ...["RENTAL#1 PAYMENT#2", "TAG#new META", "SETTING#theme META"],
      ]),
    );
  });

  it("says why: indexes by their keys, expiry, omitted nulls", async () => {
    const tables = await shop.read("each/tables.yaml");
    expect(tables).toContain("      EmailIndex: { partitionKey: email } # unique key\n");
    expect(tables).toContain("      ActorIdIndex: { partitionKey: actor_id:N } # foreign key to actor\n");
    expect(tables).toContain(
      "      FilmIdActorIdIndex: { partitionKey: film_id:N, sortKey: actor_id:N } # foreign key to film_actor\n",
    );
    const migration = await shop.read("each/migration.yaml");
    expect(migration).toContain(
      "# Expiry: expires_at may be a TTL. Add `ttl: expiresAt` to the table, and here expiresAt:",
    );
    expect(migration).toContain(
      "  # omitNull: an index key that is null would reject the item\n  customer:\n",
    );
    expect(migration).toContain(
      "  # about 2 rows: id INTEGER, country_id INTEGER, name VARCHAR(60)\n  city:\n",
    );
    expect(migration).toContain("  # no primary key; SQLite's row number is used, which VACUUM can change\n");
    expect(await shop.read("one/migration.yaml")).toContain("  # below its rental, by rental_id\n");
  });

  it("writes files for CSV files, with the types and keys of their rows", async () => {
    await shop.command("init --from data/users.csv data/orders.csv --out csv");
    expect(await shop.read("csv/migration.yaml")).toContain(
      "    from: { file: users.csv, columns: { age: number } }\n",
    );
    const { tables, written } = await runAll("csv");
    expect(written).toBe(4);
    expect(await tables.items("users")).toContainEqual({
      user_id: { S: "u1" },
      zip: { S: "01234" },
      age: { N: "7" },
    });
    expect(await shop.read("csv/tables.yaml")).toContain(
      "UserIdIndex: { partitionKey: user_id } # foreign key to users",
    );
  });

  it("writes files for the lists of a JSON document", async () => {
    await shop.command("init --from data/db.json --out json --single-table");
    expect(await shop.read("json/migration.yaml")).toContain('    from: { file: db.json, at: "$.posts" }\n');
    const { tables, written } = await runAll("json");
    expect(written).toBe(2);
    expect((await tables.items("main")).map((item) => item["PK"]?.S)).toEqual(["USERS#1", "USERS#1"]);
  });

  it("names a list after its file if its own name does not start with a letter", async () => {
    await shop.file("data/iso_3166-1.json", '{"3166-1":[{"alpha_2":"AW","name":"Aruba"}]}');
    await shop.command("init --from data/iso_3166-1.json --out iso");
    expect(await shop.read("iso/migration.yaml")).toContain(
      '  iso_3166-1:\n    from: { file: iso_3166-1.json, at: "$.3166-1" }\n    to: iso_3166-1\n',
    );
    await runAll("iso");
  });

  it("writes a tables.yaml that cdktf synthesizes", async () => {
    const stacks = writtenStacks(await shop.read("each/tables.yaml"));
    const stack = JSON.parse(Object.values(stacks)[0] ?? "{}") as WrittenStack;
    expect(Object.keys(stack.resource["aws_dynamodb_table"] ?? {})).toHaveLength(24);
  });

  it("writes the tables of DynamoDB with their keys and indexes, and synthesizes them", async () => {
    await shop.makeTables();
    const from = `dynamodb:us-east-1@${shop.endpoint}/shop-dev-notes`;
    expect((await shop.command(`init --from ${from} --out dynamo`)).error.slice(0, 2)).toEqual([
      "Wrote tables.yaml: 1 table.",
      "Wrote migration.yaml: 1 entity.",
    ]);
    const tables = await shop.read("dynamo/tables.yaml");
    expect(tables.slice(tables.indexOf("tables:"))).toBe(
      [
        "tables:",
        "  # from shop-dev-notes, 0 items",
        ...["  shop-dev-notes:", "    partitionKey: id", "    indexes:"],
        "      RankIndex: { partitionKey: rank:N }",
        "",
      ].join("\n"),
    );
    const [stack = "{}"] = Object.values(writtenStacks(tables));
    expect(
      Object.values((JSON.parse(stack) as WrittenStack).resource["aws_dynamodb_table"] ?? {}),
    ).toMatchObject([{ hash_key: "id", global_secondary_index: [{ name: "RankIndex", hash_key: "rank" }] }]);
    const migration = await shop.read("dynamo/migration.yaml");
    expect(migration).toContain(`source: { dynamodb: ${JSON.stringify(`us-east-1@${shop.endpoint}`)} }`);
    expect(migration).toContain("    from: { table: shop-dev-notes }\n    to: shop-dev-notes\n");
    const all = await shop.command(`init --from dynamodb:${shop.endpoint} --out all`);
    expect(all.error[0]).toMatch(/^Wrote tables\.yaml: \d+ tables\.$/);
    expect((await shop.command("init --from dynamodb:Eu --out none")).errorCode).toBe("init-from-invalid");
  });

  describe("refuses", () => {
    it.each([
      [
        "init --from shop.xlsx",
        "init-from-invalid",
        '--from must be mysql://…, postgres://…, sqlite:<file>, dynamodb:<region>, env:<variable> or files, got "shop.xlsx"',
      ],
      [
        "init --from a.csv b.json",
        "init-from-invalid",
        "--from: a migration has one source, but a.csv is csv and b.json is not; run init for each kind, with --out",
      ],
      ["init --from env:NONE", "init-from-invalid", "--from: the environment variable NONE is not set"],
      [
        "init --from mysql://host/db",
        "init-from-invalid",
        "--from must be mysql://user:password@host:3306/database, but names no user",
      ],
      ["init --from data/empty.csv", "init-nothing-found", "data/empty.csv has no table with a key"],
      [
        "init --from sqlite:rental.db --out each",
        "init-file-exists",
        "each/tables.yaml exists already, and init never overwrites a file; choose another folder with --out",
      ],
    ])("%s", async (line, errorCode, message) => {
      const before = await shop.read("each/tables.yaml");
      expect(await shop.command(line)).toMatchObject({ code: 2, errorCode, error: [message] });
      expect(await shop.read("each/tables.yaml")).toBe(before);
    });

    it.each([
      ["init --from sqlite:none.db", "cannot read none.db: file not found"],
      ["init --from none.csv", "none.csv: file not found"],
    ])("a file that does not exist: %s", async (line, message) => {
      const { code, error } = await shop.command(line);
      expect([code, error.join("\n")]).toEqual([3, expect.stringContaining(message)]);
    });

    it("to write to a file as a folder", async () => {
      const { code, error } = await shop.command("init --from sqlite:rental.db --out data/db.json");
      expect([code, error[0]]).toEqual([2, expect.stringContaining("cannot write")]);
    });
  });
});
