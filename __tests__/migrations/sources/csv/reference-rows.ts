import { parse } from "csv-parse/sync";
import type { CsvFormat } from "../../../../migrations/sources/csv/csv-format";
import type { SourceRow } from "../../../../migrations/sources/source";

interface Info {
  readonly bytes: number;
  readonly lines: number;
}

/**
 * The rows of a well-formed CSV file of text as csv-parse reads them, and where each of them ends. Lines are counted
 * there as here unless a quoted cell holds a pair of carriage return and line feed, which csv-parse counts twice.
 */
export function referenceRows(
  file: Buffer,
  { delimiter = ",", empty }: CsvFormat,
): { readonly rows: SourceRow[]; readonly ends: number[] } {
  const records = parse(file, {
    bom: true,
    delimiter,
    record_delimiter: ["\r\n", "\n", "\r"],
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    info: true,
    // An empty cell in quotes is not the same as one without.
    cast: (cell, { quoting }) => (cell === "" && !quoting && empty !== "string" ? null : cell),
  }) as unknown as { readonly record: (string | null)[]; readonly info: Info }[];
  const [header, ...others] = records;
  const names = header?.record.map((name) => String(name).trim()) ?? [];
  const rows = others.map(({ record, info }, index): SourceRow => {
    const place = { number: index + 1, line: info.lines };
    if (record.length === names.length)
      return { ...place, value: Object.fromEntries(names.map((name, at) => [name, record[at]])) };
    const malformed = `the row has ${counted(record.length, "cell")}, but the first row names ${counted(names.length, "column")}`;
    return { ...place, value: record.map((cell) => cell ?? ""), malformed };
  });
  return { rows, ends: others.map(({ info }) => info.bytes) };
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}
