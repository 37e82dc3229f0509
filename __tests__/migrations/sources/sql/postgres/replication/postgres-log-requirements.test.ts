import { expect, it } from "vitest";
import type { WatchedEntity } from "../../../../../../migrations/sources/change-log";
import { findPostgres } from "../../../../../emulators/postgres";
import { describeWith } from "../../../../../emulators/real-part";
import { DatabaseAtTest, postgresKind } from "../../database";
import { ChangeLogAtTest, changesIn, shortly } from "./change-log-at-test";

describeWith("Requirements of following PostgreSQL", findPostgres, (postgres) => {
  const database = ChangeLogAtTest.of(postgres);

  async function problems(watched: readonly (string | WatchedEntity)[], user?: string): Promise<string[]> {
    const log = await database.log(
      watched.map((one) => (typeof one === "string" ? { entity: one, from: { table: one } } : one)),
      "test",
      user,
    );
    return (await log.check()).map(({ message }) => message.replace(/^127\.0\.0\.1:\d+\/shop: /, ""));
  }

  it("hold for a table with a primary key", async () => {
    await database.query("CREATE TABLE t (id int PRIMARY KEY)");
    expect(await problems(["t"])).toEqual([]);
  });

  it.each([
    [
      "a table without a replica identity",
      ["CREATE TABLE t (id int PRIMARY KEY)", "ALTER TABLE t REPLICA IDENTITY NOTHING"],
      [
        "public.t has no replica identity, by which the log names the row of an update or delete; ALTER TABLE public.t REPLICA IDENTITY DEFAULT if it has a primary key that is not deferrable, else ALTER TABLE public.t REPLICA IDENTITY FULL",
      ],
    ],
    [
      "a table without a primary key",
      ["CREATE TABLE t (id int)", "ALTER TABLE t REPLICA IDENTITY FULL"],
      [
        "public.t has no primary key, which its rows are found by; ALTER TABLE public.t ADD PRIMARY KEY (...)",
      ],
    ],
    [
      "a replica identity without the primary key",
      [
        "CREATE TABLE t (id int PRIMARY KEY, code text NOT NULL UNIQUE)",
        "ALTER TABLE t REPLICA IDENTITY USING INDEX t_code_key",
      ],
      [
        "public.t.id is not part of the replica identity, so that the log does not say which row an update or delete concerned; ALTER TABLE public.t REPLICA IDENTITY FULL",
      ],
    ],
    [
      "an unlogged table",
      ["CREATE UNLOGGED TABLE t (id int PRIMARY KEY)"],
      ["public.t is unlogged: its changes are not in the log; ALTER TABLE public.t SET LOGGED"],
    ],
    [
      "a view",
      ["CREATE VIEW t AS SELECT 1 AS id"],
      [
        "public.t is a view, whose changes are not in the log; read the tables that it is made of with a query, and name them in its tables",
        "public.t has no primary key, which its rows are found by; ALTER TABLE public.t ADD PRIMARY KEY (...)",
      ],
    ],
    [
      "a generated key",
      ["CREATE TABLE t (v int, id int GENERATED ALWAYS AS (v * 2) STORED PRIMARY KEY)"],
      [
        "public.t.id is a generated column, which is not in the log; use a key of columns that are stored by the application",
      ],
    ],
    [
      "a partition without a replica identity",
      [
        "CREATE TABLE t (id int PRIMARY KEY) PARTITION BY RANGE (id)",
        "CREATE TABLE low PARTITION OF t FOR VALUES FROM (0) TO (10)",
        "ALTER TABLE low REPLICA IDENTITY NOTHING",
      ],
      [
        "public.low has no replica identity, by which the log names the row of an update or delete; ALTER TABLE public.low REPLICA IDENTITY DEFAULT if it has a primary key that is not deferrable, else ALTER TABLE public.low REPLICA IDENTITY FULL",
      ],
    ],
    [
      "a partition whose replica identity lacks the key",
      [
        "CREATE TABLE t (id int PRIMARY KEY, code int NOT NULL) PARTITION BY RANGE (id)",
        "CREATE TABLE low PARTITION OF t FOR VALUES FROM (0) TO (10)",
        "CREATE UNIQUE INDEX low_code ON low (code)",
        "ALTER TABLE low REPLICA IDENTITY USING INDEX low_code",
      ],
      [
        "public.low.id is not part of the replica identity of this partition; ALTER TABLE public.low REPLICA IDENTITY FULL",
      ],
    ],
  ])("do not hold for %s", async (_what, statements, expected) => {
    await database.query(...statements);
    expect(await problems(["t"])).toEqual(expected);
  });

  it("do not hold for a query whose tables are not named", async () => {
    await database.query("CREATE TABLE t (id int PRIMARY KEY)");
    const from = { query: "SELECT * FROM t", key: "id" };
    expect(await problems([{ entity: "posts", from }])).toEqual([
      "posts is a query without tables, so its changes are not followed; name the tables that it reads, and the column of each that holds its key, as in tables: { orders: id }",
    ]);
  });

  it.each([
    [
      "post",
      "int",
      "public.c.post is not part of the replica identity, so that the log does not say which row an update or delete concerned; ALTER TABLE public.c REPLICA IDENTITY FULL",
    ],
    [
      "other",
      "int",
      'public.c has no column "other"; correct tables of posts: it must name the column that holds the query\'s key',
    ],
    [
      "id",
      "numeric(9, 2)",
      "public.c.id has another type than the key of the query of posts, so that its values are written in another way; cast the key in the query to the type of the column",
    ],
  ])(
    "do not hold for a query whose tables name the column %s of another table, %s",
    async (column, type, message) => {
      await database.query(
        "CREATE TABLE t (id int PRIMARY KEY)",
        `CREATE TABLE c (id ${type} PRIMARY KEY, post int)`,
      );
      const from = { query: "SELECT * FROM t", key: "id", tables: { t: "id", c: column } };
      expect(await problems([{ entity: "posts", from }])).toEqual([message]);
    },
  );

  it("do not hold for a user who may neither replicate nor publish", async () => {
    await database.query(
      "CREATE TABLE t (id int PRIMARY KEY)",
      "DO $$ BEGIN CREATE ROLE guest LOGIN PASSWORD 'guessed'; EXCEPTION WHEN duplicate_object THEN END $$",
      "GRANT USAGE ON SCHEMA public TO guest",
      "GRANT SELECT ON t TO guest",
    );
    expect(await problems(["t"], "guest:guessed")).toEqual([
      "the user guest may not use replication slots; ALTER ROLE guest REPLICATION (Amazon RDS: GRANT rds_replication TO guest)",
      "the user guest needs the right to create a publication (GRANT CREATE ON DATABASE shop TO guest) and must own public.t, or the owner runs: CREATE PUBLICATION dynamodb_migrate_test FOR TABLE public.t WITH (publish = 'insert, update, delete, truncate', publish_via_partition_root = false)",
    ]);
  });

  it("hold for a user with REPLICATION whose publication somebody else created, who can then follow", async () => {
    await database.query(
      "CREATE TABLE t (id int PRIMARY KEY)",
      "DO $$ BEGIN CREATE ROLE follower LOGIN REPLICATION PASSWORD 'guessed'; EXCEPTION WHEN duplicate_object THEN END $$",
      "GRANT USAGE ON SCHEMA public TO follower",
      "GRANT SELECT ON t TO follower",
      "CREATE PUBLICATION dynamodb_migrate_test FOR TABLE public.t WITH (publish = 'insert, update, delete, truncate', publish_via_partition_root = false)",
    );
    const log = await database.log(["t"], "test", "follower:guessed");
    expect(await log.check()).toEqual([]);
    const from = await log.begin();
    await database.query("INSERT INTO t VALUES (1)");
    const steps = await database.readAll(log, from);
    expect(shortly(changesIn(steps))).toEqual(['insert ["1"]']);
    await log.settled(steps.at(-1)?.position ?? "");
    expect((await log.state(from)).notes).toEqual([]);
  });

  it("do not hold if the publication has other tables, and begin() says so", async () => {
    await database.query("CREATE TABLE t (id int PRIMARY KEY)", "CREATE TABLE u (id int PRIMARY KEY)");
    await (await database.log(["t"])).begin();
    const message =
      "the publication dynamodb_migrate_test must have all changes of public.t, public.u, got public.t; remove publication and slot with dynamodb-migrate follow end, then start over";
    expect(await problems(["t", "u"])).toEqual([message]);
    await expect((await database.log(["t", "u"])).begin()).rejects.toMatchObject({ code: "log-unusable" });
  });

  it("do not hold if the publication leaves out some rows", async () => {
    await database.query(
      "CREATE TABLE t (id int PRIMARY KEY)",
      "CREATE PUBLICATION dynamodb_migrate_test FOR TABLE t WHERE (id > 7)",
    );
    expect(await problems(["t"])).toEqual([
      "the publication dynamodb_migrate_test must have all changes of public.t, got public.t, or not all changes; remove publication and slot with dynamodb-migrate follow end, then start over",
    ]);
  });

  it("do not hold if fewer than two slots are free", async () => {
    await database.query(
      "CREATE TABLE t (id int PRIMARY KEY)",
      "SELECT pg_create_physical_replication_slot('p' || n) FROM generate_series(1, 8) AS n",
    );
    expect(await problems(["t"])).toEqual([]);
    await database.query("SELECT pg_create_physical_replication_slot('p9')");
    expect(await problems(["t"])).toEqual([
      "max_replication_slots must be at least 11, got 10: following needs one slot, and one more while it reads; ALTER SYSTEM SET max_replication_slots = 11, then restart the server, or drop one that is not needed (p1, p2, p3, p4, p5, p6, p7, p8, p9)",
    ]);
  });

  it("refuse a slot of that name that belongs to another program", async () => {
    await database.query(
      "CREATE TABLE t (id int PRIMARY KEY)",
      "SELECT pg_create_logical_replication_slot('dynamodb_migrate_test', 'test_decoding')",
    );
    await expect(problems(["t"])).rejects.toMatchObject({
      code: "log-unusable",
      message: expect.stringContaining(
        "belongs to another program (plugin test_decoding, database shop)",
      ) as string,
    });
  });

  it("name a table that does not exist", async () => {
    expect(await problems(["nothing"])).toEqual(['table "nothing" not found']);
    await expect((await database.log(["nothing"])).begin()).rejects.toMatchObject({ code: "log-unusable" });
  });
});

describeWith("Following a PostgreSQL without a logical log", findPostgres, (postgres) => {
  const database = DatabaseAtTest.of(postgresKind, postgres);

  it("is refused with the setting that it needs", async () => {
    await database.holding("CREATE TABLE t (id int PRIMARY KEY)");
    const log = await database.source().changeLog?.([{ entity: "t", from: { table: "t" } }], "test");
    const messages = (await log?.check())?.map(({ message }) => message);
    await log?.close();
    expect(messages).toEqual([
      `${database.place}: wal_level must be logical, got replica; ALTER SYSTEM SET wal_level = 'logical', then restart the server (Amazon RDS: set rds.logical_replication to 1 in the parameter group, then reboot)`,
    ]);
  });
});
