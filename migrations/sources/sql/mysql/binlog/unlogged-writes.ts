import type { LogProblem } from "../../../change-log";
import type { MysqlConnection } from "../mysql-connection";
import { type BinlogServer, databaseFilters, textsOf } from "./binlog-server";
import type { BinlogTable } from "./binlog-tables";

const configuration = "the [mysqld] section of its configuration and restart it";

/**
 * Settings that keep writes to the followed tables out of the log. A session that turns `sql_log_bin` off by itself cannot
 * be seen.
 * @param connection of a user that may ask for the state of the log
 */
export async function unloggedWrites(
  connection: MysqlConnection,
  server: BinlogServer,
  tables: readonly BinlogTable[],
  shown: string,
): Promise<LogProblem[]> {
  return [
    ...(await filterProblems(connection, server, tables, shown)),
    ...(await sessionProblems(connection, server, shown)),
    ...(await replicaProblems(connection, server, shown)),
  ];
}

/** With `binlog_format = ROW` the database of the table counts, not the one that the session uses. */
async function filterProblems(
  connection: MysqlConnection,
  server: BinlogServer,
  tables: readonly BinlogTable[],
  shown: string,
): Promise<LogProblem[]> {
  const { only, without } = await databaseFilters(connection, server);
  return tables.flatMap(({ schema, name, readers }) => {
    // The server looks at the second list only if the first is empty.
    const isOut = only.length > 0 ? !only.includes(schema) : without.includes(schema);
    if (!isOut) return [];
    const [found, fix] =
      only.length > 0
        ? [`binlog-do-db is ${only.join(", ")}`, `add binlog-do-db = ${schema} to ${configuration}`]
        : [
            `binlog-ignore-db is ${without.join(", ")}`,
            `remove ${schema} from binlog-ignore-db in ${configuration}`,
          ];
    const message = `${shown}: the changes of ${schema}.${name} are not in the log, because ${found}; ${fix}`;
    return readers.map(({ entity }) => ({ entity, message }));
  });
}

/** `init_connect` does not apply to administrators, as which this session may have been opened. */
async function sessionProblems(
  connection: MysqlConnection,
  { settings }: BinlogServer,
  shown: string,
): Promise<LogProblem[]> {
  const initial = settings.get("init_connect") ?? "";
  const [[isOn] = []] = await textsOf(connection, "SELECT @@SESSION.sql_log_bin");
  const isOff = isOn === "0" || /\bsql_log_bin\b\s*:?=\s*(0|OFF|FALSE)\b/i.test(initial);
  if (!isOff) return [];
  const where = initial === "" ? "the proxy that the address names" : `init_connect (${initial})`;
  return [
    {
      message: `${shown}: sql_log_bin must be ON in new sessions, whose changes are not in the log otherwise, got OFF; remove it from ${where}, then let the application connect again`,
    },
  ];
}

/** A replica of MariaDB does not log what it replicates by default; MySQL 8.0 does. */
async function replicaProblems(
  connection: MysqlConnection,
  { isMariaDb, settings }: BinlogServer,
  shown: string,
): Promise<LogProblem[]> {
  if (!isMariaDb || /^ON$/i.test(settings.get("log_slave_updates") ?? "")) return [];
  const [[, running = "0"] = []] = await textsOf(connection, "SHOW GLOBAL STATUS LIKE 'Slaves_running'");
  if (Number(running) === 0) return [];
  return [
    {
      message: `${shown}: the server is a replica, and log_slave_updates must be ON for the changes that it replicates, got OFF; name its primary in the source's address, or add log_slave_updates to ${configuration}`,
    },
  ];
}
