import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import type { BinlogServer } from "../../../../../../migrations/sources/sql/mysql/binlog/binlog-server";
import {
  describeServer,
  endOfLog,
} from "../../../../../../migrations/sources/sql/mysql/binlog/binlog-server";
import { BinlogStream } from "../../../../../../migrations/sources/sql/mysql/binlog/binlog-stream";
import { replicaId, takenIds } from "../../../../../../migrations/sources/sql/mysql/binlog/replica-id";
import type { ZongJiDriver } from "../../../../../../migrations/sources/sql/mysql/binlog/zongji-driver";
import { MysqlConnection, optionsFor } from "../../../../../../migrations/sources/sql/mysql/mysql-connection";
import { mysqlFailure } from "../../../../../../migrations/sources/sql/mysql/mysql-error";
import { loadDriver } from "../../../../../../migrations/sources/sql/optional-driver";
import { findMariaDb } from "../../../../../emulators/mariadb";
import { describeWith } from "../../../../../emulators/real-part";
import * as mysql2 from "mysql2";
import { DatabaseAtTest, mysqlKind } from "../../database";

describe("the server id of a reader of the log", () => {
  it("is one that neither the server nor a replica has", () => {
    const drawn = [7, 8, 7, 9];
    expect(replicaId(new Set([7, 8]), () => drawn.shift() as number)).toBe(9);
  });

  it("is drawn from ids that fit in 32 bits, and that replicas rarely have", () => {
    const bounds: number[][] = [];
    replicaId(new Set(), (...both) => bounds.push(both));
    expect(bounds).toEqual([[2 ** 30, 2 ** 32 - 2]]);
  });
});

describeWith("readers of the log of MariaDB", findMariaDb, (mariaDb) => {
  const database = DatabaseAtTest.of(mysqlKind, { start: () => mariaDb.start(undefined, true) });

  const withConnection = async <T>(
    test: (connection: MysqlConnection, server: BinlogServer) => Promise<T>,
    user?: string,
  ): Promise<T> => {
    const address = database.address(user ? (url) => url.replace(/\/\/.*@/, `//${user}@`) : undefined);
    const connection = await MysqlConnection.open(mysql2, address, undefined, "committed");
    try {
      return await test(connection, await describeServer(connection));
    } finally {
      await connection.close(true);
    }
  };

  it("know the server's own id, as far as they may ask", async () => {
    await database.holdingUsers();
    expect(await withConnection(takenIds)).toEqual(new Set([1]));
    await database.query(
      "CREATE OR REPLACE USER plain@'%' IDENTIFIED BY 'x'",
      "GRANT SELECT ON shop.* TO plain@'%'",
    );
    expect(await withConnection(takenIds, "plain:x")).toEqual(new Set([1]));
  });

  it("end each other only if they have the same id, which counts as a lost connection", async () => {
    await database.holdingUsers();
    const driver = await loadDriver<ZongJiDriver>("followed mysql", "@vlasky/zongji");
    const settings = { ...optionsFor(database.address()), dateStrings: true, timezone: "Z" };
    const from = await withConnection(endOfLog);
    const open = (id: number) => BinlogStream.open(driver, settings, from, [], id);
    const [first, other] = [open(2 ** 31), open(2 ** 31 + 1)];
    const untilEnd = async (stream: BinlogStream) => {
      while (await stream.take());
    };
    const ended = untilEnd(first).catch((error: Error) => error);
    // Both have sent their command when they have an event.
    await other.take();
    const same = open(2 ** 31);
    try {
      const error = (await ended) as Error;
      expect(error.message).toMatch(/same server_(uuid|id)/);
      expect(mysqlFailure(error)).toBe("lost");
      await database.query("INSERT INTO users VALUES (9, 'i')");
      expect(await Promise.race([untilEnd(other).catch(() => "ended"), sleep(500, "open")])).toBe("open");
    } finally {
      await Promise.all([first.stop(), other.stop(), same.stop()]);
    }
  });
});
