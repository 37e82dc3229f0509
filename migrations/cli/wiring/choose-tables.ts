import { nearMissOrList } from "../../../yaml-file";
import { describeTable } from "../../dynamodb/control/describe-table";
import { UsageError } from "../../errors";
import type { TargetTable } from "../../items/target-table";
import type { ChosenTable } from "./chosen-table";
import type { TableAccess } from "./table-access";
import { chooseByName } from "./table-by-name";

/**
 * The tables that are named.
 *
 * @param ids of the outputs' tables, or their names; none of both means all of the outputs
 * @param names see {@link chooseByName}
 * @throws UsageError, UnreachableError where one is not there
 */
export async function chooseTables(
  access: TableAccess,
  ids: readonly string[],
  names: readonly string[],
): Promise<ChosenTable[]> {
  const all = access.opened?.target.tables ?? {};
  const wanted = ids.length + names.length > 0 ? ids : Object.keys(all);
  const chosen: ChosenTable[] = [];
  for (const id of wanted) {
    const table = tableOf(access, id);
    const [known] = Object.entries(all).find(([, one]) => one === table) ?? [id];
    chosen.push({
      id: known,
      table,
      description: await describeTable(access.client, table.name, access.place),
    });
  }
  for (const name of names) chosen.push(await chooseByName(access, name));
  return chosen;
}

function tableOf({ opened }: TableAccess, id: string): TargetTable {
  const tables = opened?.target.tables ?? {};
  const table = Object.hasOwn(tables, id)
    ? tables[id]
    : Object.values(tables).find(({ name }) => name === id);
  if (table) return table;
  const known = Object.keys(tables);
  const message = `${opened?.outputsName} has no table "${id}"${nearMissOrList(id, known, `it has: ${known.join(", ") || "none"}; a table that is in no outputs is named with --table`)}`;
  throw new UsageError("table-unknown", message);
}
