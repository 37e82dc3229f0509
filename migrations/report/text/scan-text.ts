import type { ScannedItems } from "../../pipeline/inspect/scan-items";
import type { Item } from "../../items/item";
import { itemJson } from "../../items/item-json";
import { byteSize, count, counted } from "../quantity";
import { textTable } from "./text-table";

/** Items for people, one attribute per line. */
export function itemsText(items: readonly Item[]): string[] {
  return items.flatMap((item, index) => [
    `item ${index + 1}`,
    ...Object.entries(itemJson(item) as object).map(([name, value]) => `  ${name}: ${JSON.stringify(value)}`),
  ]);
}

/** The figures of a scan for people. */
export function scanText({ segments, largest, failed, failure, isComplete }: ScannedItems): string[] {
  const total = totalOf({ segments });
  const share = segments.map(({ items }) => items);
  const most = Math.max(...share);
  const average = total.items / segments.length;
  return [
    ...textTable(
      ["segment", "items", "matches", "size"],
      segments.map(({ segment, items, matched, bytes }) => [
        ...[String(segment), count(items), count(matched), byteSize(bytes)],
      ]),
    ),
    `${counted(total.items, "item")} (${byteSize(total.bytes)}) scanned, ${counted(total.matched, "match", "matches")}${isComplete ? "" : "; the scan ended at --limit"}`,
    ...(isComplete && average > 0 && segments.length > 1
      ? [`Skew: the largest segment has ${(most / average).toFixed(1)} times the average number of items`]
      : []),
    ...(largest.some(({ units }) => units > 1)
      ? [
          `Partition keys with the most matches: ${largest.map(({ key, units }) => `${key} (${count(units)})`).join(", ")}`,
        ]
      : []),
    ...(failed > 0
      ? [`--where could not be evaluated for ${counted(failed, "item")}: ${failure}${hint(failure)}`]
      : []),
  ];
}

/** All segments together. */
export function totalOf({ segments }: Pick<ScannedItems, "segments">) {
  const sum = (figure: "items" | "matched" | "bytes"): number =>
    segments.reduce((all, segment) => all + segment[figure], 0);
  return { items: sum("items"), matched: sum("matched"), bytes: sum("bytes") };
}

/** What to write for items without an attribute of the filter. */
function hint(failure: string | undefined): string {
  const name = /No such key: ([\w-]+)$/.exec(failure ?? "")?.[1];
  return name === undefined ? "" : `; to exclude such items, write has(row.${name}) && …`;
}
