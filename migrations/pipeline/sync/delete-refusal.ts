import type { SyncTable } from "../../run-store/sync/sync-state";
import type { EntityDigests } from "./digest-pass";
import { type MaxDeletes, maxDeletesText, mayDelete } from "./max-deletes";

/**
 * Why the items of a table that the source no longer has must not be deleted, as sentences; `undefined` if they may be.
 *
 * @param entities what was read of the table's entities
 * @param describe the location of an entity's rows
 */
export function deleteRefusal(
  { table, vanished, earlier }: Omit<SyncTable, "refusal">,
  entities: readonly EntityDigests[],
  max: MaxDeletes,
  describe: (entity: EntityDigests["entity"]) => string,
): string | undefined {
  if (vanished === 0) return undefined;
  const changed = entities.find(({ change }) => change !== undefined);
  if (changed)
    return `${describe(changed.entity)} was written to while it was read: ${changed.change}. Repeat the command when the source is at rest`;
  const [entity, rejected] = maxRejected(entities);
  if (rejected > 0)
    return `${rejected} ${rejected === 1 ? "row" : "rows"} of entity ${entity} ${rejected === 1 ? "was" : "were"} rejected, and ${rejected === 1 ? "its item" : "their items"} would count as vanished. Fix what rejects.jsonl names, then repeat the command`;
  if (mayDelete(vanished, earlier, max)) return undefined;
  const percent = ((100 * vanished) / Math.max(1, earlier)).toFixed(1);
  return `${vanished} of the ${earlier} recorded items of table ${table} (${percent} %) are no longer in the source, and --max-deletes allows ${maxDeletesText(max)}. Check that the source is complete, then repeat the command with --max-deletes ${vanished}`;
}

/** Rows whose keys are unknown; a row with the key of an earlier one is not among them: that key is in the source. */
function maxRejected(entities: readonly EntityDigests[]): readonly [entity: string, rows: number] {
  const counts = entities.map(({ entity, tally }): [string, number] => {
    const duplicates = Object.hasOwn(tally.rejectedBy, "duplicate-key")
      ? tally.rejectedBy["duplicate-key"]
      : 0;
    return [entity.name, tally.rejected - (duplicates ?? 0)];
  });
  return counts.toSorted((a, b) => b[1] - a[1])[0] ?? ["", 0];
}
