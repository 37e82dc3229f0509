import type { MysqlConnection } from "../mysql-connection";
import type { BinlogPosition } from "./binlog-position";
import type { BinlogTable } from "./binlog-tables";

/** A server as far as its log is concerned. */
export interface BinlogServer {
  readonly isMariaDb: boolean;
  /** Global settings by their names in lower case. */
  readonly settings: ReadonlyMap<string, string>;
}

const names = [
  ...["version", "server_id", "log_bin", "binlog_format", "binlog_row_image", "binlog_row_metadata"],
  ...["binlog_row_value_options", "binlog_transaction_compression", "read_only", "super_read_only"],
  ...["expire_logs_days", "binlog_expire_logs_seconds", "binlog_expire_logs_auto_purge"],
  ...["max_binlog_total_size", "init_connect", "log_slave_updates"],
];

export async function describeServer(connection: MysqlConnection): Promise<BinlogServer> {
  const list = names.map((name) => `'${name}'`).join(", ");
  const rows = await textsOf(connection, `SHOW GLOBAL VARIABLES WHERE Variable_name IN (${list})`);
  const settings = new Map(rows.map(([name = "", value = ""]) => [name.toLowerCase(), value]));
  return { isMariaDb: /mariadb/i.test(settings.get("version") ?? ""), settings };
}

/** The end of the log. */
export async function endOfLog(connection: MysqlConnection, server: BinlogServer): Promise<BinlogPosition> {
  const [file = "", offset] = await logStatus(connection, server);
  return { file, offset: Number(offset), server: server.settings.get("server_id") ?? "" };
}

/** The databases that the log is limited to, and those that are excluded. Empty unless `binlog-do-db` or `binlog-ignore-db` is set. */
export async function databaseFilters(
  connection: MysqlConnection,
  server: BinlogServer,
): Promise<{ readonly only: readonly string[]; readonly without: readonly string[] }> {
  const [, , only, without] = await logStatus(connection, server);
  return { only: listed(only), without: listed(without) };
}

function listed(names = ""): readonly string[] {
  return names.split(",").filter((name) => name !== "");
}

/** Its file, offset, and filters. Nothing if the server writes no log. */
async function logStatus(connection: MysqlConnection, server: BinlogServer): Promise<readonly string[]> {
  const [row = []] = await textsOf(connection, statusStatement(server));
  return row;
}

/** MySQL 8.2 renamed the statement, and 8.4 no longer has the old one. */
function statusStatement(server: BinlogServer): string {
  return !server.isMariaDb && hasVersion(server, 8, 2) ? "SHOW BINARY LOG STATUS" : "SHOW MASTER STATUS";
}

/** Whether the server has this version or a later one. */
export function hasVersion({ settings }: BinlogServer, major: number, minor = 0): boolean {
  const [ofServer = 0, minorOfServer = 0] = (settings.get("version") ?? "").split(".").map(Number);
  return ofServer > major || (ofServer === major && minorOfServer >= minor);
}

/**
 * A position such that later readings see every transaction before it. MariaDB tells that of a snapshot. MySQL does
 * not: there, a read lock waits for those who write to the tables, so that whatever the log has of them is visible.
 *
 * @param connection with a consistent snapshot for MariaDB, and none for MySQL
 */
export async function beginOfFollowing(
  connection: MysqlConnection,
  server: BinlogServer,
  tables: readonly BinlogTable[],
): Promise<BinlogPosition> {
  if (server.isMariaDb) {
    const rows = await textsOf(connection, "SHOW STATUS LIKE 'binlog_snapshot_%'");
    const status = new Map(rows.map(([name = "", value = ""]) => [name.toLowerCase(), value]));
    return {
      file: status.get("binlog_snapshot_file") ?? "",
      offset: Number(status.get("binlog_snapshot_position")),
      server: server.settings.get("server_id") ?? "",
    };
  }
  await connection.query(`LOCK TABLES ${tables.map(({ rows }) => `${rows} READ`).join(", ")}`);
  try {
    return await endOfLog(connection, server);
  } finally {
    await connection.query("UNLOCK TABLES");
  }
}

/** Rows of a statement as texts. */
export async function textsOf(connection: MysqlConnection, sql: string): Promise<string[][]> {
  return (await connection.query(sql)).rows.map((row) => row.map((cell) => cell?.toString("utf8") ?? ""));
}
