import { type FileRange, itemsIn } from "./data-lines";
import type { ExportedFile } from "./dynamodb-export-manifest";

/** Splits data files into at most `count` ranges with about the same number of items. */
export function splitFiles(files: readonly ExportedFile[], count: number): FileRange[] {
  const all = itemsIn(files);
  const starts = [0];
  let items = 0;
  for (const [index, { itemCount }] of files.entries()) {
    items += itemCount;
    const isLast = index === files.length - 1;
    if (!isLast && starts.length < count && items >= (all * starts.length) / count) starts.push(index + 1);
  }
  return starts.map((from, index) => ({ from, to: starts[index + 1] ?? files.length }));
}

/** A range as text. */
export function fileRangeText({ from, to }: FileRange): string {
  return `${from} ${to}`;
}

/** Parses the text of {@link fileRangeText}. */
export function parseFileRange(text: string): FileRange {
  const [from = 0, to = 0] = text.split(" ").map(Number);
  return { from, to };
}
