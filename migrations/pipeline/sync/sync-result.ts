import type { RunResult } from "../run/run-result";
import type { DeleteCounts } from "./delete-vanished";

/** How a sync of a table came out. */
export interface TableSync extends DeleteCounts {
  /** The table's name. */
  readonly table: string;
  /** Items that earlier runs have recorded. */
  readonly recorded: number;
  /** Items that were new or changed when the source was compared; after it, others may have been written. */
  readonly changed: number;
  /** Of these, items that another client has changed. */
  readonly conflicts: number;
  /** Recorded items that the source no longer has. */
  readonly vanished: number;
  /** Why vanished items were not deleted, as sentences. */
  readonly refusal?: string | undefined;
  /** The first keys that were to be written, and those of the first vanished items. */
  readonly firstChanged: readonly Readonly<Record<string, string>>[];
  readonly firstVanished: readonly Readonly<Record<string, string>>[];
}

/** How a sync came out. */
export interface SyncResult {
  /** As the result of a run; unchanged items are among the skipped ones. */
  readonly run: RunResult;
  /** Whether vanished items were to be deleted. */
  readonly deletes: boolean;
  /** Items by entity that were in the table as they should be. */
  readonly unchanged: ReadonlyMap<string, number>;
  readonly tables: readonly TableSync[];
  /** Why the tables had to be read, as a sentence; absent if earlier runs have recorded what they wrote. */
  readonly noRecord?: string | undefined;
}

/** The unchanged items of all entities. */
export function unchangedTotal({ unchanged }: Pick<SyncResult, "unchanged">): number {
  return [...unchanged.values()].reduce((sum, items) => sum + items, 0);
}
