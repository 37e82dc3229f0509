import { UsageError } from "../../errors";
import type { Checkpoint } from "../../run-store/checkpoint";

/**
 * Refuses to resume a run whose tables are others than those that it has written to so far.
 *
 * @param tableIds the service's ids of the tables now, by their ids in the outputs
 * @param nameOf the name of the table with such an id
 * @throws UsageError `table-recreated`
 */
export function refuseRecreated(
  earlier: Pick<Checkpoint, "run" | "target"> | undefined,
  tableIds: Readonly<Record<string, string>>,
  nameOf: (id: string) => string | undefined,
): void {
  const before = new Map(Object.entries(earlier?.target.tableIds ?? {}));
  const id = Object.keys(tableIds).find((one) => (before.get(one) ?? tableIds[one]) !== tableIds[one]);
  if (id === undefined || !earlier) return;
  throw new UsageError(
    "table-recreated",
    `table ${nameOf(id)} was deleted and created again since run ${earlier.run} started (it was ${before.get(id)}, now ${tableIds[id]}), so what the run had written no longer exists; start over with --no-resume`,
  );
}
