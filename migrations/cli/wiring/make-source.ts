import { dirname, isAbsolute, join, resolve } from "node:path";
import { FileError } from "../../../yaml-file";
import type { AssumedRole, Definition } from "../../definition/definition";
import type { SourceKind } from "../../definition/definition-schema";
import { redactAddresses } from "../../redact-addresses";
import { CsvSource } from "../../sources/csv/csv-source";
import { parseAwsAddress } from "../../sources/dynamodb/aws-address";
import { AddressError, DatabaseAddress } from "../../sources/sql/database-address";
import { DynamoDbExportSource } from "../../table-files/export/dynamodb-export-source";
import { ExtendedJsonSource } from "../../sources/json/extended-json-source";
import { JsonSource } from "../../sources/json/json-source";
import { JsonlSource } from "../../sources/json/jsonl-source";
import { ParquetSource } from "../../sources/parquet/parquet-source";
import { mysqlForm } from "../../sources/sql/mysql/mysql-connection";
import { MysqlSource } from "../../sources/sql/mysql/mysql-source";
import { postgresForm } from "../../sources/sql/postgres/postgres-connection";
import { PostgresSource } from "../../sources/sql/postgres/postgres-source";
import type { Scratch } from "../../seen-keys/scratch";
import { LookupSource } from "../../sources/lookup/lookup-source";
import { SeveralFiles } from "../../sources/several-files";
import type { Source } from "../../sources/source";
import { SqliteSource } from "../../sources/sql/sqlite/sqlite-source";
import { dynamoDbSource, s3ExportSource, type SourceContext } from "./source-clients";
import type { ProcessContext } from "../process-context";

/** Forms of a source's location. */
interface TableAccess {
  /** As the file has it. */
  readonly location: string;
  /** The same as a path, for those that are files. */
  readonly path: string;
  /** The path as a person knows it. */
  readonly shown: string;
  /** The migration file's folder, which its paths are relative to. */
  readonly folder: string;
  readonly context: SourceContext;
  /** That reads tables and exports of AWS. */
  readonly role: AssumedRole | undefined;
  /** For files that are looked up and do not fit in memory. */
  readonly scratch: Scratch | undefined;
}

const makers: Record<SourceKind, (access: TableAccess) => Source> = {
  json: ({ path, shown, scratch }) =>
    new LookupSource(
      new ExtendedJsonSource(new SeveralFiles(new JsonSource(path, shown), path, shown)),
      scratch,
    ),
  csv: ({ path, shown, scratch }) =>
    new LookupSource(new SeveralFiles(new CsvSource(path, shown), path, shown), scratch),
  parquet: ({ path, shown, scratch }) =>
    new LookupSource(new SeveralFiles(new ParquetSource(path, shown), path, shown), scratch),
  jsonl: ({ path, shown, scratch }) =>
    new LookupSource(
      new ExtendedJsonSource(new SeveralFiles(new JsonlSource(path, shown), path, shown)),
      scratch,
    ),
  dynamodbExport: ({ location, path, shown, context, role }) =>
    location.startsWith("s3://")
      ? s3ExportSource(location, context, role)
      : new DynamoDbExportSource(path, shown),
  sqlite: ({ path, shown }) => new SqliteSource(path, shown),
  postgres: ({ location, folder }) =>
    new PostgresSource(DatabaseAddress.parse(location, postgresForm, folder)),
  mysql: ({ location, folder }) => new MysqlSource(DatabaseAddress.parse(location, mysqlForm, folder)),
  dynamodb: ({ location, context, role }) =>
    dynamoDbSource(parseAwsAddress(location, ["segments", "read", "rate"]), context, role),
};

/**
 * Creates a definition's source.
 * @param scratch for files that are looked up and do not fit in memory. @default memory grows with them
 * @throws FileError if its location is invalid
 */
export function makeSource(
  { source, document, fileName, assumeRole }: Definition,
  context: Pick<ProcessContext, "cwd"> & SourceContext,
  scratch?: Scratch,
): Source {
  const { kind, location } = source;
  const fromHere = isAbsolute(location) ? location : join(dirname(fileName), location);
  const shown = redactAddresses(fromHere);
  const folder = resolve(context.cwd, dirname(fileName));
  try {
    return makers[kind]({
      location,
      path: resolve(context.cwd, fromHere),
      shown,
      folder,
      context,
      scratch,
      role: assumeRole?.source,
    });
  } catch (error) {
    if (!(error instanceof AddressError)) throw error;
    throw new FileError(document.report([{ path: ["source", kind], message: error.message }]));
  }
}
