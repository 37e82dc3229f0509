import { type SyncResult, unchangedTotal } from "../../pipeline/sync/sync-result";
import { runJson } from "../json-report";
import type { DocumentBody } from "./document";

/** A sync as programs read it; also what result.json holds. */
export function syncJson(result: SyncResult): DocumentBody<"sync"> {
  const { run, unchanged, tables, deletes, noRecord } = result;
  const { total, entities, ...rest } = runJson(run);
  const all = unchangedTotal(result);
  return {
    ...rest,
    total: {
      ...total,
      ...{ unchanged: all, skipped: total.skipped - all },
      deleted: tables.reduce((sum, { deleted }) => sum + deleted, 0),
    },
    entities: entities.map((one) => {
      const same = unchanged.get(one.entity) ?? 0;
      return { ...one, unchanged: same, skipped: one.skipped - same };
    }),
    deletes,
    tables: tables.map((one) => ({
      ...one,
      firstChanged: [...one.firstChanged],
      firstVanished: [...one.firstVanished],
    })),
    ...(noRecord !== undefined && { noRecord }),
  };
}
