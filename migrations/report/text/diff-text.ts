import type { Difference } from "../../pipeline/verify/difference";
import type { TableVerification } from "../../pipeline/verify/verify";
import { count, counted } from "../quantity";
import { textTable } from "./text-table";

/** The tables of a comparison, and where all differences are. */
export interface DiffNames {
  readonly first: string;
  readonly second: string;
  readonly listFile: string;
}

const words = { missing: "only in the first", extra: "only in the second", changed: "differs" } as const;

/** A comparison of two tables for people. @param differences the first ones */
export function diffText(
  result: TableVerification,
  differences: readonly Difference[],
  { first, second, listFile }: DiffNames,
): string[] {
  const { expected, found, missing, extra, changed, undecided = 0, failure } = result;
  const different = missing + extra + changed;
  const figures = [expected, found, missing, extra, changed].map(count);
  return [
    headline(different, result),
    `first: ${first}`,
    `second: ${second}`,
    ...textTable(
      ["", "first", "second", "only in the first", "only in the second", "different"],
      [["items", ...figures]],
    ),
    ...differences.map(
      ({ kind, key, attributes }) =>
        `${words[kind]}: ${JSON.stringify(key)}${attributes ? ` in ${attributes.join(", ")}` : ""}`,
    ),
    ...(different > differences.length
      ? [`and ${counted(different - differences.length, "more difference")}; all of them: ${listFile}`]
      : []),
    ...(undecided > 0 ? [`${counted(undecided, "item")} written during the comparison; undecided`] : []),
    ...(failure ? [failure.message] : []),
  ];
}

function headline(different: number, { failure, expected, undecided = 0 }: TableVerification): string {
  if (failure) return "The comparison could not be completed";
  if (different > 0) return `${counted(different, "difference")} between the tables`;
  if (undecided > 0) return "No difference is confirmed";
  return `The tables are identical: ${counted(expected, "item")}`;
}
