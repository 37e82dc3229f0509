import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import type { TableDescription } from "@aws-sdk/client-dynamodb";
import { nearMissOrList } from "../../../yaml-file";
import { UsageError } from "../../errors";
import { describeTable } from "../../dynamodb/control/describe-table";
import type { TargetTable } from "../../items/target-table";
import { endpointIn } from "./client-settings";
import { connectTo, type Connection } from "./dynamodb";
import { type OpenedTarget, openTarget } from "./open-target";
import { chooseByName } from "./table-by-name";
import type { TableCommandOptions } from "../options/table-options";
import type { ProcessContext } from "../process-context";

/** Where tables are, and those that outputs name. */
export interface TableAccess extends Connection {
  /** Absent where no outputs file was named and there is none of the default name. */
  readonly opened: OpenedTarget | undefined;
  readonly endpoint: string | undefined;
}

/** A table that a command works with. */
export interface ChosenTable {
  /** Its id in the outputs, where it is there. */
  readonly id: string | undefined;
  readonly table: TargetTable;
  readonly description: TableDescription;
}

const defaultOutputs = "outputs.json";

/**
 * Connects to where tables are: to the outputs' region or to the one that is named.
 *
 * @param needsOutputs whether there have to be outputs
 * @throws UsageError
 */
export async function openTableAccess(
  options: TableCommandOptions,
  context: ProcessContext,
  needsOutputs: boolean,
): Promise<TableAccess> {
  const isNamed = options.outputs !== undefined || options.local === true;
  const wanted = needsOutputs || isNamed || (await isThere(resolve(context.cwd, defaultOutputs)));
  const opened = wanted ? await openTarget(options, context) : undefined;
  const { env } = context;
  const endpoint = options.endpoint ?? opened?.local?.endpoint ?? endpointIn(env, "DYNAMODB");
  const region = options.region ?? opened?.target.region ?? env["AWS_REGION"] ?? env["AWS_DEFAULT_REGION"];
  if (region === undefined)
    throw new UsageError(
      "region-unknown",
      "no region is known; name it with --region or AWS_REGION, or name an outputs file with --outputs",
    );
  return { ...connectTo(endpoint, region, context), opened, endpoint };
}

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

async function isThere(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}
