import type { TableVerification } from "../../pipeline/verify/verify";
import { rejectReasons } from "./reject-reasons";
import type { Difference } from "../../pipeline/verify/difference";
import { count, counted } from "../quantity";
import { textTable } from "./text-table";

/** Whether a table holds exactly what the source's rows become. */
export function isSame(table: TableVerification): boolean {
  return (
    table.failure === undefined && table.missing + table.extra + table.changed + (table.undecided ?? 0) === 0
  );
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
  const rejected = rejectedText(tables);
  const undecided = tables.reduce((sum, table) => sum + (table.undecided ?? 0), 0);
  if (different === 0 && undecided > 0)
    return `No difference is confirmed, but ${counted(undecided, "item")} ${undecided === 1 ? "was" : "were"} written while ${undecided === 1 ? "it was" : "they were"} compared${rejected && `; ${rejected}`}`;
  if (different > 0)
    return `${counted(different, "difference")} between the source and the tables${rejected && `; ${rejected}`}`;
  const total = (figure: (table: TableVerification) => number): number =>
    tables.reduce((sum, table) => sum + figure(table), 0);
  const expected = total((table) => table.expected);
  if (tables.some((table) => table.sampled !== undefined)) {
    const sampled = total((table) => table.sampled ?? 0);
    return `The sample arrived: ${counted(sampled, "item")} of ${count(expected)} looked up, ${sampled === 1 ? "it matches" : "all match"}${rejected && `; ${rejected}`}`;
  }
  const extra = tables.every((table) => table.extrasJudged) ? ", none extra" : "";
  const found = expected - total((table) => table.expired);
  const match = `${counted(found, "item")} ${found === 1 ? "matches" : "match"}`;
  return `Every item arrived${rejected && `; ${rejected}`}: ${match}, none missing${extra}`;
}

/** "" if nothing was rejected. */
function rejectedText(tables: readonly TableVerification[]): string {
  const rejected = tables.flatMap(({ rejectedBy }) => Object.values(rejectedBy)).reduce((a, b) => a + b, 0);
  if (rejected === 0) return "";
  const unit = tables.some(({ rejectUnit }) => rejectUnit === "item") ? "item" : "row";
  return `${counted(rejected, unit)} ${rejected === 1 ? "was" : "were"} rejected`;
}

function differenceLine({ kind, table, key, attributes }: Difference): string {
  return `${kind}: ${table} ${JSON.stringify(key)}${attributes ? ` in ${attributes.join(", ")}` : ""}`;
}

function notes(table: TableVerification): string[] {
  const rejected = rejectReasons(table.rejectedBy);
  return [
    ...(table.expired > 0
      ? [`${table.table}: ${counted(table.expired, "item")} not found, whose time to live has passed`]
      : []),
    ...(table.undecided
      ? [`${table.table}: ${counted(table.undecided, "item")} written during the comparison; undecided`]
      : []),
    ...(table.failure ? [`${table.table}: ${table.failure.message}`] : []),
    ...(rejected !== "" ? [`${table.table}: rejected ${table.rejectUnit}s: ${rejected}`] : []),
    ...(table.extrasJudged ? [] : [`${table.table}: extra items were not looked for: ${reason(table)}`]),
  ];
}

/** Why extra items were not looked for. */
function reason({ sampled, limit, entities, others = 0 }: TableVerification): string {
  if (sampled !== undefined) return "a sample starts from the source's items";
  const part = limit === undefined ? "" : `the first ${counted(limit, "row")} of `;
  const compared = `only ${part}${entities.join(", ")} ${limit === undefined && entities.length === 1 ? "was" : "were"} compared`;
  if (others === 0) return `${compared}; the table has no other items`;
  return `${compared}; ${counted(others, "other item")} in the table may be of other rows, or extra`;
}
