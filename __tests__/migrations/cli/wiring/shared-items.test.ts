import { join } from "node:path";
import { expect, it } from "vitest";
import type { Migration } from "../../../../migrations/cli/wiring/open-migration";
import { mappingOf, SharedItems } from "../../../../migrations/cli/wiring/shared-items";
import { SourceOldStore } from "../../../../migrations/cli/wiring/source-old-store";
import { loadDefinition } from "../../../../migrations/definition/load-definition";
import { loadCel } from "../../../../migrations/mapping/expression";
import { SqliteSource } from "../../../../migrations/sources/sql/sqlite/sqlite-source";
import { outputs } from "../../../cutover/stores/shop-mapping";
import { useTemporaryFolder } from "../../files/temporary-folder";
import { makeSqlite } from "../../sources/sql/sqlite/sqlite-file";

const folder = useTemporaryFolder();
const { signal } = new AbortController();

/** Users and administrators, who are rows of one table and whose items have keys of one form. */
async function shop(): Promise<Migration> {
  const path = join(folder(), "shop.db");
  makeSqlite(
    path,
    "CREATE TABLE users (id INTEGER PRIMARY KEY, admin INTEGER)",
    "INSERT INTO users VALUES (1, 0), (2, 1)",
  );
  const entity = (name: string, where: string, sharing = "") =>
    `  ${name}: { from: { table: users }, to: main, where: "${where}", item: { PK: "USR#\${row.id}", SK: META }${sharing} }`;
  const text = [
    ...["name: shop", "source: { sqlite: shop.db }", "entities:"],
    entity("users", "${row.admin == 0}"),
    entity("admins", "${row.admin == 1}", ", sharesKeysWith: [users]"),
    '  tags: { from: { table: users }, to: main, item: { PK: "TAG#${row.id}", SK: META } }',
  ].join("\n");
  const compile = await loadCel();
  const definition = loadDefinition({ fileName: "migration.yaml", text, env: {}, compile });
  const source = new SqliteSource(path);
  return { definition, target: outputs, source, compile, env: {} } as unknown as Migration;
}

it("tells the items of an entity's records from those of one that shares its keys", async () => {
  const items = SharedItems.of(await shop(), "users", signal);
  const recordOf = (key: string) => items?.recordOf({ PK: { S: key }, SK: { S: "META" } });
  expect([await recordOf("USR#1"), await recordOf("USR#2")]).toEqual([
    { key: "1", isForeign: false },
    { isForeign: true },
  ]);
  expect(await recordOf("USR#3")).toEqual({ isForeign: false });
  await items?.close();
});

it("is not needed for an entity whose keys no other one has", async () => {
  expect(SharedItems.of(await shop(), "tags", signal)).toBeUndefined();
});

it("leaves rows that the mapping excludes to the entity that shares their keys", async () => {
  const migration = await shop();
  const keysOf = async (sharesKeys: boolean) => {
    const store = new SourceOldStore(migration.source, mappingOf(migration, "users"), signal, sharesKeys);
    const keys = [];
    for await (const key of store.keys()) keys.push(key);
    return keys;
  };
  expect([await keysOf(true), await keysOf(false)]).toEqual([[1], [1, 2]]);
});

it("looks rows of SQLite up by their keys, without reading the others", async () => {
  const migration = await shop();
  migration.source.rows = () => {
    throw new Error("all rows are read");
  };
  const store = new SourceOldStore(migration.source, mappingOf(migration, "users"), signal);
  expect([await store.read(2), await store.read("9")]).toEqual([{ id: 2, admin: 1 }, undefined]);
  await store.close();
});
