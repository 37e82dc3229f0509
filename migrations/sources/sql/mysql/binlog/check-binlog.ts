import type { LogProblem, WatchedEntity } from "../../../change-log";
import type { MysqlConnection } from "../mysql-connection";
import { quoteText } from "../mysql-key";
import { unfollowable } from "./binlog-key-text";
import { retentionProblems } from "./binlog-retention";
import { type BinlogServer, hasVersion, textsOf } from "./binlog-server";
import { settingProblems } from "./binlog-settings";
import { type BinlogTable, findBinlogTables } from "./binlog-tables";
import { unloggedWrites } from "./unlogged-writes";

/** What is to be followed, and where. */
export interface BinlogCheck {
  readonly server: BinlogServer;
  readonly watched: readonly WatchedEntity[];
  /** The database, for messages. */
  readonly shown: string;
  /** Estimates how long the first copy takes, in seconds. @default the log's retention is not checked */
  readonly copySeconds?: (() => Promise<number | undefined>) | undefined;
}

/** What following needs and the server, the user or the tables do not have. */
export async function checkBinlog(
  connection: MysqlConnection,
  { server, watched, shown, copySeconds }: BinlogCheck,
): Promise<LogProblem[]> {
  const { tables, missing } = await findBinlogTables(connection, watched);
  const rights = await rightProblems(connection, server, shown);
  const unfollowed = watched.filter(
    ({ from }) => from.query !== undefined && Object.keys(from.tables ?? {}).length === 0,
  );
  return [
    ...settingProblems(server, shown),
    ...versionProblems(server, shown),
    ...rights,
    ...(rights.length > 0 ? [] : await unloggedWrites(connection, server, tables, shown)),
    ...(copySeconds ? await retentionProblems(connection, server, shown, copySeconds) : []),
    ...missing.map(({ entity, message }) => ({
      ...{ entity, message: `${shown}: ${message}` },
      change: `${shown}: ${message}; create it again, or rename it back`,
    })),
    ...unfollowed.map(({ entity }) => ({
      entity,
      message: `changes of the query of ${entity} are not followed; name the tables that it reads and their columns with its key: tables: { table: column }`,
    })),
    ...(await Promise.all(tables.map((table) => tableProblems(connection, table)))).flat(),
  ];
}

/** SKIP LOCKED came with MariaDB 10.6 and MySQL 8.0. */
function versionProblems(server: BinlogServer, shown: string): LogProblem[] {
  if (server.isMariaDb ? hasVersion(server, 10, 6) : hasVersion(server, 8)) return [];
  return [
    {
      message: `${shown}: following needs MariaDB 10.6 or MySQL 8.0, got ${server.settings.get("version")}; upgrade it, or use sync`,
    },
  ];
}

async function rightProblems(
  connection: MysqlConnection,
  { isMariaDb }: BinlogServer,
  shown: string,
): Promise<LogProblem[]> {
  const grants = (await textsOf(connection, "SHOW GRANTS")).map(([grant = ""]) => grant);
  const global = grants.filter((grant) => /\bON \*\.\*/.test(grant)).join("\n");
  if (/ALL PRIVILEGES/.test(global)) return [];
  const monitor = isMariaDb ? "BINLOG MONITOR" : "REPLICATION CLIENT";
  const needed: readonly (readonly [RegExp, string])[] = [
    [/REPLICATION SLAVE(?! ADMIN)|REPLICATION REPLICA(?! ADMIN)/, "REPLICATION SLAVE"],
    [/REPLICATION CLIENT|BINLOG MONITOR/, monitor],
  ];
  return needed.flatMap(([right, name]) =>
    right.test(global)
      ? []
      : [{ message: `${shown}: the user needs ${name}; GRANT ${name} ON *.* TO the user` }],
  );
}

async function tableProblems(connection: MysqlConnection, table: BinlogTable): Promise<LogProblem[]> {
  const { schema, name } = table;
  const messages = [
    ...(await engineProblems(connection, table)),
    ...(await cascadeProblems(connection, table)),
    ...keyProblems(table),
  ];
  return table.readers.flatMap(({ entity }) =>
    messages.map((message) => ({ entity, message: `${schema}.${name} ${message}` })),
  );
}

async function engineProblems(
  connection: MysqlConnection,
  { schema, name, rows }: BinlogTable,
): Promise<string[]> {
  const [row] = await textsOf(
    connection,
    `SELECT engine, table_type FROM information_schema.tables
     WHERE table_schema = ${quoteText(schema)} AND table_name = ${quoteText(name)}`,
  );
  const engine = row?.[0] ?? "";
  if (/^innodb$/i.test(engine)) return [];
  return [`must be a table of InnoDB, got ${engine || row?.[1]}; ALTER TABLE ${rows} ENGINE = InnoDB`];
}

/** InnoDB writes no events for the rows that a foreign key changes. */
async function cascadeProblems(
  connection: MysqlConnection,
  { schema, name, rows }: BinlogTable,
): Promise<string[]> {
  const found = await textsOf(
    connection,
    `SELECT constraint_name, referenced_table_name, delete_rule, update_rule
     FROM information_schema.referential_constraints
     WHERE constraint_schema = ${quoteText(schema)} AND table_name = ${quoteText(name)}`,
  );
  return found
    .filter((row) => row.slice(2).some((rule) => /CASCADE|SET/.test(rule)))
    .map(
      ([key, parent, onDelete, onUpdate]) =>
        `has the foreign key ${key} to ${parent} (ON DELETE ${onDelete}, ON UPDATE ${onUpdate}), whose changes are not in the log; ` +
        `ALTER TABLE ${rows} DROP FOREIGN KEY ${key}, add it again with RESTRICT, and let the application write these rows`,
    );
}

function keyProblems({ primaryKey, readers, rows }: BinlogTable): string[] {
  if (primaryKey.length === 0) return [`has no primary key; ALTER TABLE ${rows} ADD PRIMARY KEY (...)`];
  const columns = new Set([...primaryKey, ...readers.flatMap(({ key }) => key)]);
  return [...columns].flatMap((column) => {
    const why = unfollowable(column);
    return why === undefined
      ? []
      : [`has the key column ${column.name}, which is ${why} and cannot be followed; use sync`];
  });
}
