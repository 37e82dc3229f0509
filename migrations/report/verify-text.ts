import type { TableVerification } from "../pipeline/verify";
import type { Difference } from "../verify/difference";
import { count, counted } from "./quantity";
import { textTable } from "./text-table";

/** Whether a table holds exactly what the source's rows become. */
export function isSame(table: TableVerification): boolean {
  return table.failure === undefined && table.missing + table.extra + table.changed === 0;
}

/** A verification for people. @param differences the first ones. @param listFile where all of them are */
export function verifyText(
  tables: readonly TableVerification[],
  differences: readonly Difference[],
  listFile: string,
): string[] {
  const rows = tables.map((table) => [
    table.table,
    ...[table.expected, table.found, table.missing, table.extra, table.changed].map(count),
  ]);
  const different = tables.reduce((sum, table) => sum + table.missing + table.extra + table.changed, 0);
  return [
    headline(tables, different),
    ...textTable(["table", "expected", "found", "missing", "extra", "changed"], rows),
    ...differences.map(differenceLine),
    ...(different > differences.length
      ? [`and ${counted(different - differences.length, "more difference")}; all of them: ${listFile}`]
      : []),
    ...tables.flatMap(notes),
  ];
}

function headline(tables: readonly TableVerification[], different: number): string {
  if (tables.some((table) => table.failure)) return "Verification could not be completed";
  if (different > 0) return `${counted(different, "difference")} between the source and the tables`;
  const sampled = tables.reduce((sum, table) => sum + (table.sampled ?? 0), 0);
  if (tables.some((table) => table.sampled !== undefined)) {
    const all = tables.reduce((sum, table) => sum + table.expected, 0);
    return `The sample arrived: ${counted(sampled, "item")} of ${count(all)} looked up, all the same on both sides`;
  }
  return `Every item arrived: ${counted(
    tables.reduce((sum, table) => sum + table.expected, 0),
    "item",
  )} the same on both sides, none missing, none extra`;
}

function differenceLine({ kind, table, key, attributes }: Difference): string {
  return `${kind}: ${table} ${JSON.stringify(key)}${attributes ? ` in ${attributes.join(", ")}` : ""}`;
}

function notes(table: TableVerification): string[] {
  const rejected = Object.entries(table.rejectedBy);
  return [
    ...(table.expired > 0
      ? [`${table.table}: ${counted(table.expired, "item")} not there, since the time to live has passed`]
      : []),
    ...(table.failure ? [`${table.table}: ${table.failure.message}`] : []),
    ...(rejected.length > 0
      ? [
          `${table.table}: rows that cannot be items: ${rejected.map(([code, times]) => `${count(times)} ${code}`).join(", ")}`,
        ]
      : []),
    ...(table.extrasJudged
      ? []
      : [
          `${table.table}: extra items were not looked for, since ${table.sampled === undefined ? "other entities go there too" : "a sample looks one way only"}`,
        ]),
  ];
}
