import { basename, join } from "node:path";
import type { SourceKind } from "../../definition/definition-schema";
import { UnreachableError } from "../../errors";
import type { RowValue } from "../../items/row";
import { inferTable, type SampledFile, withReferences } from "../../scaffold/infer-table";
import type { KeyedTable } from "../../scaffold/keyed-table";
import { identifiers } from "../../scaffold/names";
import type { SkippedTable } from "../../scaffold/scaffold";
import { CsvSource } from "../../sources/csv/csv-source";
import { JsonSource } from "../../sources/json/json-source";
import { JsonlSource } from "../../sources/json/jsonl-source";
import { ParquetSource } from "../../sources/parquet/parquet-source";
import type { RowsFrom } from "../../sources/source";
import { readDocument } from "./read-document";

/** Maximum rows of a file that are read to infer its types and its key. */
const maxSampledRows = 10_000;

/** The tables that files of one kind show. @throws UnreachableError if one cannot be read */
export async function fileTables(
  kind: SourceKind,
  folder: string,
  files: readonly string[],
  signal: AbortSignal,
): Promise<(KeyedTable | SkippedTable)[]> {
  const sampled: SampledFile[] = [];
  for (const file of files)
    for (const from of await placesIn(kind, folder, file)) {
      const rows = await firstRows(kind, folder, from, signal);
      sampled.push({ name: nameOf(from), from: { ...from }, rows, isCsv: kind === "csv" });
    }
  const names = identifiers(sampled.map(({ name }) => name));
  return withReferences(sampled.map((one) => inferTable({ ...one, name: names.get(one.name) ?? one.name })));
}

function nameOf({ file = "", at }: RowsFrom): string {
  const member = at?.split(".").at(-1) ?? "";
  // Names of tables start with a letter; the file's is better than one with a letter put before it.
  return /^[A-Za-z]/.test(member) ? member : basename(file).replace(/\.[a-z]+(\.gz)?$/i, "");
}

/** The lists of rows in a file: for JSON, the document itself or its members that are lists of objects. */
async function placesIn(kind: SourceKind, folder: string, file: string): Promise<RowsFrom[]> {
  const delimiter = /\.tsv(\.gz)?$/i.test(file) ? { delimiter: "\t" } : {};
  if (kind !== "json" || file.endsWith(".gz")) return [{ file, ...delimiter }];
  const document = await readDocument(join(folder, file));
  if (typeof document !== "object" || document === null || Array.isArray(document)) return [{ file }];
  const lists = Object.entries(document).filter(
    ([name, value]) => Array.isArray(value) && /^[^.[\]*]+$/.test(name) && !/^\d+$/.test(name),
  );
  return lists.length > 0 ? lists.map(([name]) => ({ file, at: `$.${name}` })) : [{ file }];
}

async function firstRows(kind: SourceKind, folder: string, from: RowsFrom, signal: AbortSignal) {
  const makers = { csv: CsvSource, json: JsonSource, jsonl: JsonlSource, parquet: ParquetSource } as const;
  const Maker = makers[kind as keyof typeof makers];
  const rows: RowValue[] = [];
  for await (const chunk of new Maker(folder).rows(from, { signal })) {
    for (const row of chunk.rows) {
      if (row.malformed !== undefined)
        throw new UnreachableError("source-wrong-shape", `${from.file}, row ${row.number}: ${row.malformed}`);
      rows.push(row.value);
    }
    if (rows.length >= maxSampledRows) break;
  }
  return rows;
}
