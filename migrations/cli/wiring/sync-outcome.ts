import type { Tally } from "../../pipeline/read/tally";
import type { RunResult } from "../../pipeline/run/run-result";
import type { DeleteCounts } from "../../pipeline/sync/delete-vanished";
import type { SyncResult, TableSync } from "../../pipeline/sync/sync-result";
import type { SyncState } from "../../run-store/sync/sync-state";
import type { FirstKeys, FoundChanges } from "./sync-changes";

/** What the digest pass found, by this process or an earlier one. */
export interface Found {
  readonly state: SyncState;
  readonly firstKeys: ReadonlyMap<string, FirstKeys>;
  readonly noRecord?: string | undefined;
}

const noDeletes: DeleteCounts = { deleted: 0, kept: 0, absent: 0 };
const noKeys: FirstKeys = { changed: [], vanished: [] };

/** Rejected rows are only listed by a run that reads them. */
export function needsWrites({ state, entities }: FoundChanges): boolean {
  return state.tables.some(({ changed }) => changed > 0) || entities.some(({ tally }) => tally.rejected > 0);
}

/** The unchanged items of an entity. */
export function unchangedOf({ unchanged }: SyncState, entity: string): number {
  return unchanged.find(([name]) => name === entity)?.[1] ?? 0;
}

/** The unchanged items of all tables. */
export function unchangedIn({ tables }: SyncState): number {
  return tables.reduce((sum, { unchanged }) => sum + unchanged, 0);
}

/** The items of all tables that the source no longer has. */
export function vanishedIn({ tables }: SyncState): number {
  return tables.reduce((sum, { vanished }) => sum + vanished, 0);
}

/** The tally of a run that skips what is unchanged. */
export function unchangedSkipped(tally: Tally, unchanged: number): Tally {
  return { ...tally, written: tally.written - unchanged, skipped: tally.skipped + unchanged };
}

/** The result of a sync. @param deletes what became of vanished items, by table. @param run how the writes came out */
export function resultOf(
  { state, firstKeys, noRecord }: Found,
  deletes: ReadonlyMap<string, DeleteCounts>,
  run: RunResult,
): SyncResult {
  const tables = state.tables.map(({ table, earlier, changed, conflicts, vanished, refusal }): TableSync => {
    const first = firstKeys.get(table) ?? noKeys;
    return {
      ...{ table, recorded: earlier, changed, conflicts, vanished, ...(deletes.get(table) ?? noDeletes) },
      ...(refusal !== undefined && { refusal }),
      ...{ firstChanged: first.changed, firstVanished: first.vanished },
    };
  });
  const unchanged = new Map(state.unchanged);
  return { run, deletes: state.deletes, unchanged, tables, ...(noRecord !== undefined && { noRecord }) };
}
