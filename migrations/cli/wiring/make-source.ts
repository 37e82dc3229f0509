import type { Definition } from "../../definition/definition";
import type { SourceKind } from "../../definition/definition-schema";
import { CsvSource } from "../../sources/csv/csv-source";
import { parseAwsAddress } from "../../sources/dynamodb/aws-address";
import { DatabaseAddress } from "../../sources/sql/database-address";
import { DynamoDbExportSource } from "../../table-files/export/dynamodb-export-source";
import { ExtendedJsonSource } from "../../sources/json/extended-json-source";
import { JsonSource } from "../../sources/json/json-source";
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
import { makeJsonlSource } from "./make-jsonl-source";
import { dynamoDbSource, s3ExportSource } from "./source-clients";
import { type MakerContext, makeWith, type SourceMaker } from "./source-maker";

const makers: Record<SourceKind, SourceMaker> = {
  json: ({ path, shown, scratch }) =>
    new LookupSource(
      new ExtendedJsonSource(new SeveralFiles(new JsonSource(path, shown), path, shown)),
      scratch,
    ),
  csv: ({ path, shown, scratch }) =>
    new LookupSource(new SeveralFiles(new CsvSource(path, shown), path, shown), scratch),
  parquet: ({ path, shown, scratch }) =>
    new LookupSource(new SeveralFiles(new ParquetSource(path, shown), path, shown), scratch),
  jsonl: makeJsonlSource,
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
export function makeSource(definition: Definition, context: MakerContext, scratch?: Scratch): Source {
  return makeWith(makers[definition.source.kind], definition, context, scratch);
}
