import { expect, it } from "vitest";
import type { RowsFrom } from "../../../../../../migrations/sources/source";
import { findPostgres } from "../../../../../emulators/postgres";
import { describeWith } from "../../../../../emulators/real-part";
import { readValues } from "../../../read-rows";
import { ChangeLogAtTest, shortly } from "./change-log-at-test";

describeWith("Keys in the log of PostgreSQL", findPostgres, (postgres) => {
  const database = ChangeLogAtTest.of(postgres);

  /** The cursors of a reading, row by row. */
  async function cursors(from: RowsFrom): Promise<string[]> {
    const found: string[] = [];
    for await (const { cursor } of database.source().rows(from)) found.push(cursor ?? "");
    return found;
  }

  it("have columns that are added to them, before and after a change, also if they are stored apart", async () => {
    await database.query(
      "CREATE TABLE t (id int PRIMARY KEY, a text, b timestamptz, c numeric(10, 2), d boolean, v int)",
      "ALTER TABLE t ALTER a SET STORAGE EXTERNAL",
    );
    const watched = { entity: "T", from: { table: "t" }, itemKeyColumns: ["a", "b", "c", "d"] };
    const [problem] = await (await database.log([watched])).check();
    expect(problem?.message).toContain("public.t.a is not part of the replica identity");
    await database.query("ALTER TABLE t REPLICA IDENTITY FULL");
    const log = await database.log([watched]);
    expect(await log.check()).toEqual([]);
    const lookup = await database.source().lookup({ table: "t" }, undefined, watched.itemKeyColumns);
    const read = async () => (await lookup.rowsAt(['["1",null,null,null,null]']))[0]?.key;
    const from = await log.begin();
    await database.query(
      "INSERT INTO t VALUES (1, repeat('xy', 5000), '2024-07-01 10:11:12+05', 1.5, true, 1)",
    );
    const first = await read();
    await database.query("UPDATE t SET v = 2", "UPDATE t SET b = NULL, d = false");
    const second = await read();
    await database.query("DELETE FROM t");
    expect(shortly(await database.changesOf(log, from))).toEqual([
      `insert ${first}`,
      `update ${first}`,
      `delete ${first}`,
      `insert ${second}`,
      `delete ${second}`,
    ]);
    await lookup.close();
  });

  it.each([
    ["bigint", ["-9223372036854775808"]],
    ["smallint", ["7"]],
    ["text", [`'a"b\\c ü '`]],
    ["varchar(10)", ["'a '"]],
    ["char(10)", ["'a b'"]],
    ['"char"', ["'x'"]],
    ["name", ["'some_name'"]],
    ["uuid", ["'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'"]],
    ["timestamptz", ["'2024-07-01 10:11:12.123456+05:30'"]],
    ["timestamp", ["'2024-01-31 10:11:12.5'"]],
    ["date", ["'2024-01-31'"]],
    ["time", ["'10:11:12.5'"]],
    ["interval", ["'1 year 2 days 03:04:05.6'"]],
    ["numeric(20, 4)", ["7"]],
    ["numeric", ["12345678901234567890.1234567890"]],
    ["double precision", ["0.1::float8 + 0.2"]],
    ["real", ["1.1"]],
    ["boolean", ["true"]],
    ["bytea", ["'\\x00ff20'"]],
    ["inet", ["'10.1.2.3'"]],
    ["inet", ["'10.1.2.3/8'"]],
    ["inet", ["'::1'"]],
    ["cidr", ["'10.1.0.0/16'"]],
    ["macaddr", ["'08:00:2b:01:02:03'"]],
    ["money", ["12.5"]],
    ["bit(4)", ["B'1010'"]],
    ["int[]", ["ARRAY[1, 2]"]],
    ["boolean[]", ["ARRAY[true, false]"]],
    ["jsonb", [`'{"b": 1, "a": 2.50}'`]],
    ["int4range", ["'[1,5)'"]],
    ["color", ["'light red'"]],
    ["positive", ["7"]],
    ["yes", ["true"]],
  ])("have the text of a reading's cursor: %s %j", async (type, [value]) => {
    await database.query(
      "CREATE TYPE color AS ENUM ('light red')",
      "CREATE DOMAIN positive AS numeric(8, 2) CHECK (VALUE > 0)",
      "CREATE DOMAIN yes AS boolean",
      `CREATE TABLE t (v int, key ${type} PRIMARY KEY)`,
    );
    await database.query(
      "ALTER ROLE tester SET timezone = 'Asia/Tokyo'",
      "ALTER ROLE tester SET datestyle = 'SQL'",
    );
    try {
      const log = await database.log(["t"]);
      expect(await log.check()).toEqual([]);
      const from = await log.begin();
      await database.query(`INSERT INTO t VALUES (1, ${value})`);
      const cursor = await cursors({ table: "t" });
      expect(cursor).toHaveLength(1);
      await database.query("DELETE FROM t");
      const changes = await database.changesOf(log, from);
      expect(shortly(changes)).toEqual([`insert ${cursor[0]}`, `delete ${cursor[0]}`]);
    } finally {
      await database.query("ALTER ROLE tester RESET ALL", "DROP TABLE t", "DROP TYPE color");
    }
  });

  it("have the columns of a composite key in the key's order, whatever that of the table", async () => {
    await database.query("CREATE TABLE t (b text, v int, a int, PRIMARY KEY (a, b))");
    const log = await database.log(["t"]);
    const from = await log.begin();
    await database.query("INSERT INTO t VALUES ('x', 1, 7)");
    const changes = await database.changesOf(log, from);
    expect(shortly(changes)).toEqual(['insert ["7","x"]']);
    expect(await cursors({ table: "t" })).toEqual(['["7","x"]']);
  });

  it("are known of an update that did not change a key stored outside of the row", async () => {
    await database.query(
      "CREATE TABLE t (id text PRIMARY KEY, v int)",
      "ALTER TABLE t ALTER id SET STORAGE EXTERNAL",
      "INSERT INTO t VALUES (repeat('k', 2600), 1)",
    );
    const log = await database.log(["t"]);
    const from = await log.begin();
    await database.query("UPDATE t SET v = 2");
    expect(shortly(await database.changesOf(log, from))).toEqual([`update ["${"k".repeat(2600)}"]`]);
  });

  it("lead from a table that a query reads to the query's rows", async () => {
    await database.query(
      "CREATE TABLE problems (id int PRIMARY KEY, title text)",
      "CREATE TABLE cases (id int PRIMARY KEY, problem_id int)",
      "ALTER TABLE cases REPLICA IDENTITY FULL",
    );
    const query =
      "SELECT p.id, p.title, count(c.id) FROM problems p LEFT JOIN cases c ON c.problem_id = p.id GROUP BY p.id";
    const from = { query, key: "id", tables: { problems: "id", cases: "problem_id" } };
    const log = await database.log([{ entity: "problems", from }]);
    expect(await log.check()).toEqual([]);
    const position = await log.begin();
    await database.query(
      "INSERT INTO problems VALUES (1, 'a'), (2, 'b')",
      "INSERT INTO cases VALUES (10, 1), (11, NULL)",
      "UPDATE cases SET problem_id = 2 WHERE id = 10",
      "DELETE FROM cases WHERE id = 10",
    );
    expect(shortly(await database.changesOf(log, position))).toEqual([
      ...['insert ["1"]', 'insert ["2"]', 'insert ["1"]', 'delete ["1"]', 'insert ["2"]', 'delete ["2"]'],
    ]);
  });

  it("come with the row before, as a reading returns it, if the replica identity is full", async () => {
    await database.query(
      "CREATE TABLE t (id int PRIMARY KEY, a timestamptz, b numeric, c jsonb, d bytea, e int[], f boolean, g text)",
      "ALTER TABLE t REPLICA IDENTITY FULL",
      `INSERT INTO t VALUES (1, '2024-07-01 10:11:12.5+02', 1.50, '{"a": 1.0}', '\\x00ff', '{1,NULL}', true, repeat('x', 100000))`,
    );
    const log = await database.log(["t"]);
    const from = await log.begin();
    const [row] = await readValues(database.source(), { table: "t" });
    await database.query("UPDATE t SET b = 2", "UPDATE t SET b = 1.50", "DELETE FROM t");
    const [update, , deleted] = await database.changesOf(log, from);
    expect(update?.before).toEqual(row);
    expect(deleted?.before).toEqual(row);
  });

  it("come without the row before, if the log has only its key", async () => {
    await database.query("CREATE TABLE t (id int PRIMARY KEY, v int)", "INSERT INTO t VALUES (1, 1)");
    const log = await database.log(["t"]);
    const from = await log.begin();
    await database.query("DELETE FROM t");
    expect(await database.changesOf(log, from)).toEqual([
      { entity: "t", kind: "delete", key: '["1"]', written: 'public.t ["1"]' },
    ]);
  });
});
