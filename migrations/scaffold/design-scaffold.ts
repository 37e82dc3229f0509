import type { KeyedTable } from "./keyed-table";
import type { Scaffold, SkippedTable } from "./scaffold";
import { singleTable } from "./single-table";
import { tablePerTable } from "./table-per-table";

/** The tables and entities for a source's tables. @param isSingle whether all of them go to one table */
export function designScaffold(found: readonly (KeyedTable | SkippedTable)[], isSingle: boolean): Scaffold {
  const keyed = found.filter((one): one is KeyedTable => "table" in one);
  const skipped = found.filter((one): one is SkippedTable => "why" in one);
  return { ...(isSingle ? singleTable(keyed) : tablePerTable(keyed)), skipped };
}
