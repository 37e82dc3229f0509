import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { UsageError } from "../../errors";
import { endpointIn } from "./client-settings";
import { connectTo, type Connection } from "./dynamodb";
import { type OpenedTarget, openTarget } from "./open-target";
import { roleIn, type RoleOptions } from "../options/role-options";
import type { TableCommandOptions } from "../options/table-options";
import type { ProcessContext } from "../process-context";

/** Where tables are, and those that outputs name. */
export interface TableAccess extends Connection {
  /** Absent where no outputs file was named and there is none of the default name. */
  readonly opened: OpenedTarget | undefined;
  readonly endpoint: string | undefined;
}

const defaultOutputs = "outputs.json";

/**
 * Connects to where tables are: to the outputs' region or to the one that is named.
 *
 * @param needsOutputs whether there have to be outputs
 * @throws UsageError
 */
export async function openTableAccess(
  options: TableCommandOptions & RoleOptions,
  context: ProcessContext,
  needsOutputs: boolean,
): Promise<TableAccess> {
  const role = roleIn(options);
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
  return { ...connectTo(endpoint, region, context, { role }), opened, endpoint };
}

async function isThere(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}
