import { basename, dirname, isAbsolute, relative, resolve } from "node:path";
import type { AssumedRole } from "../../definition/definition";
import type { SourceKind } from "../../definition/definition-schema";
import { UsageError } from "../../errors";
import { redactAddresses } from "../../redact-addresses";
import { keyedTable, type KeyedTable } from "../../scaffold/keyed-table";
import type { SkippedTable } from "../../scaffold/scaffold";
import { AddressError, DatabaseAddress } from "../../sources/sql/database-address";
import { mysqlForm } from "../../sources/sql/mysql/mysql-connection";
import { MysqlSource } from "../../sources/sql/mysql/mysql-source";
import { postgresForm } from "../../sources/sql/postgres/postgres-connection";
import { PostgresSource } from "../../sources/sql/postgres/postgres-source";
import { SqliteSource } from "../../sources/sql/sqlite/sqlite-source";
import type { SchemaTable } from "../../sources/source-schema";
import type { ProcessContext } from "../process-context";
import { initDynamoDb } from "./init-dynamodb";
import type { InitSource } from "./scaffold-source";
import { fileTables } from "./file-tables";
import { workbenchTables } from "./workbench-tables";

export type InitContext = ProcessContext;

/**
 * @param out folder of migration.yaml
 * @param role that reads tables of DynamoDB. @default the credentials of the environment
 * @throws UsageError if the source has none of the forms
 */
export function initSource(
  from: readonly string[],
  out: string,
  context: InitContext,
  role?: AssumedRole,
): InitSource {
  const [first = ""] = from;
  if (from.length === 1 && first.startsWith("dynamodb:")) return initDynamoDb(first, context, role);
  if (role) throw new UsageError("options-conflict", "--assume-role needs --from dynamodb:");
  if (from.length === 1 && first.startsWith("env:")) return fromVariable(first.slice("env:".length), context);
  if (from.length === 1 && /^[a-z]+:\/\//.test(first)) return database(first, undefined, context);
  if (from.length === 1 && first.startsWith("sqlite:"))
    return sqlite(first.slice("sqlite:".length), out, context);
  return files(from, out, context);
}

function fromVariable(name: string, context: InitContext): InitSource {
  const url = Object.hasOwn(context.env, name) ? context.env[name] : undefined;
  if (url === undefined || url === "")
    throw new UsageError("init-from-invalid", `--from: the environment variable ${name} is not set`);
  return database(url, name, context);
}

function database(url: string, variable: string | undefined, { cwd, signal }: InitContext): InitSource {
  const kind = /^(mysql|mariadb):/.test(url) ? "mysql" : "postgres";
  const address = addressOf(url, kind, cwd);
  const source = kind === "mysql" ? new MysqlSource(address) : new PostgresSource(address);
  const nameOf = (service: string) =>
    variable ?? `${service.toUpperCase().replace(/[^A-Z0-9]+/g, "_")}_${kind.toUpperCase()}_URL`;
  return {
    ...{ kind, shown: address.shown, service: address.database },
    location: (service) => `\${env.${nameOf(service)}}`,
    variable: nameOf,
    found: async () => keyedTables(await source.schema(signal), kind),
  };
}

function addressOf(url: string, kind: "mysql" | "postgres", cwd: string): DatabaseAddress {
  try {
    return DatabaseAddress.parse(url, kind === "mysql" ? mysqlForm : postgresForm, cwd);
  } catch (error) {
    if (error instanceof AddressError) throw new UsageError("init-from-invalid", `--from ${error.message}`);
    throw error;
  }
}

function sqlite(file: string, out: string, { cwd }: InitContext): InitSource {
  const path = resolve(cwd, file);
  const location = isAbsolute(file) ? file : relative(out, path);
  return {
    ...{ kind: "sqlite", shown: redactAddresses(file), service: basename(file).replace(/\.[^.]*$/, "") },
    location: () => location,
    found: async () => keyedTables(await new SqliteSource(path, file).schema(), "sqlite"),
  };
}

function keyedTables(tables: readonly SchemaTable[], kind: SourceKind): (KeyedTable | SkippedTable)[] {
  return tables.map((table) => keyedTable(table, kind));
}

const fileKinds: ReadonlyMap<string, SourceKind> = new Map([
  ["csv", "csv"],
  ["tsv", "csv"],
  ["json", "json"],
  ["jsonl", "jsonl"],
  ["ndjson", "jsonl"],
  ["parquet", "parquet"],
]);

function files(names: readonly string[], out: string, { cwd, signal }: InitContext): InitSource {
  const kinds = names.map((name) =>
    fileKinds.get(/\.([a-z]+)(\.gz)?$/i.exec(name)?.[1]?.toLowerCase() ?? ""),
  );
  const [kind] = kinds;
  const strange = names.find((_name, index) => kinds[index] === undefined);
  if (kind === undefined || strange !== undefined)
    throw new UsageError(
      "init-from-invalid",
      `--from must be mysql://…, postgres://…, sqlite:<file>, dynamodb:<region>, env:<variable> or files, got ${JSON.stringify(redactAddresses(strange ?? ""))}`,
    );
  const other = names.find((_name, index) => kinds[index] !== kind);
  if (other !== undefined)
    throw new UsageError(
      "init-from-invalid",
      `--from: a migration has one source, but ${names[0]} is ${kind} and ${other} is not; run init for each kind, with --out`,
    );
  const folder = dirname(resolve(cwd, names[0] as string));
  const inFolder = names.map((name) => relative(folder, resolve(cwd, name)));
  return {
    ...{ kind, shown: names.join(", "), service: basename(folder) },
    location: () => relative(out, folder) || ".",
    found: async () =>
      (kind === "json" ? await workbenchTables(folder, inFolder) : undefined) ??
      fileTables(kind, folder, inFolder, signal),
  };
}
