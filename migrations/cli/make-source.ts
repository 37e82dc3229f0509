import { isAbsolute, join, resolve } from "node:path";
import type { Definition } from "../definition/definition";
import type { SourceKind } from "../definition/definition-schema";
import { CsvSource } from "../sources/csv-source";
import { DynamoDbExportSource } from "../sources/dynamodb-export-source";
import { JsonSource } from "../sources/json-source";
import { JsonlSource } from "../sources/jsonl-source";
import type { Source } from "../sources/source";
import { SqliteSource } from "../sources/sqlite-source";

type MakeSource = (location: string, shown: string) => Source;

/** Those that `builtSourceKinds` lists; the others are refused before. */
const makers: Partial<Record<SourceKind, MakeSource>> = {
  json: (folder, shown) => new JsonSource(folder, shown),
  csv: (folder, shown) => new CsvSource(folder, shown),
  jsonl: (folder, shown) => new JsonlSource(folder, shown),
  dynamodbExport: (folder, shown) => new DynamoDbExportSource(folder, shown),
  sqlite: (file, shown) => new SqliteSource(file, shown),
};

/** Makes a definition's source. Its place is relative to the migration file. */
export function makeSource({ source }: Definition, migrationFolder: string, cwd: string): Source {
  const { kind, location } = source;
  const place = isAbsolute(location) ? location : join(migrationFolder, location);
  return (makers[kind] as MakeSource)(resolve(cwd, place), place);
}
