import type { Item } from "../../items/item";
import { marshal } from "../../items/marshal";
import type { Row } from "../../items/row";
import type { ChangedItem, CompiledChange } from "../../mapping/item-change";
import type { Source } from "../../sources/source";
import { type Ending, type Tally, TallyCounter } from "../read/tally";
import { FailureCheck } from "./find-items";

export interface TrySettings {
  readonly source: Pick<Source, "rows">;
  /** The table's name in AWS. */
  readonly table: string;
  readonly change: CompiledChange;
  /** Items to change at most. @default all */
  readonly limit?: number | undefined;
  /** Changes that are returned. */
  readonly maxExamples: number;
  /** Called after each chunk. */
  readonly onProgress: (scanned: number) => void;
  readonly signal?: AbortSignal | undefined;
}

/** A change as it would be made, or the reason against it. */
export interface TriedChange {
  readonly before: Item;
  readonly outcome: Exclude<ChangedItem, { kind: "unchanged" }>;
}

/** What a change of a table's items would come to. */
export interface TriedChanges {
  readonly scanned: number;
  readonly tally: Tally;
  readonly examples: readonly TriedChange[];
}

/** Scans a table and computes a change of its items. Writes nothing. @throws UsageError if `where` fails for every item */
export async function tryChanges(settings: TrySettings): Promise<TriedChanges> {
  const { source, table, change, limit = Infinity, maxExamples, onProgress, signal } = settings;
  const counter = new TallyCounter();
  const check = new FailureCheck();
  const examples: TriedChange[] = [];
  let scanned = 0;
  for await (const { rows } of source.rows({ table }, { signal })) {
    for (const { value } of rows) {
      if (counter.tally.rows >= limit) break;
      scanned++;
      const row = value as Row;
      if (!check.take(change.isWanted(row))) continue;
      const before = marshal(row);
      const outcome = change.apply(before);
      counter.addSingle(endingOf(outcome));
      if (outcome.kind !== "unchanged" && examples.length < maxExamples) examples.push({ before, outcome });
    }
    onProgress(scanned);
    if (counter.tally.rows >= limit) break;
  }
  return { scanned, tally: counter.tally, examples };
}

function endingOf(outcome: ChangedItem): Ending {
  if (outcome.kind === "rejected") return outcome.rejection.code;
  return outcome.kind === "unchanged" ? "skipped" : "written";
}
