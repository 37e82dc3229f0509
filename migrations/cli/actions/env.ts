import { containerEntries, cutoverVariables, envLines, tableVariables } from "../../report/environment";
import { checkEndpoint, checkRegion } from "../wiring/client-settings";
import { exitCode, type ExitCode } from "../exit-code";
import { openTarget } from "../wiring/open-target";
import { readCutoverOutput } from "../../targets/read-outputs";
import { type TargetOptions } from "../options/migration-options";
import type { ProcessContext } from "../process-context";
import {
  checkVariables,
  setVariables,
  variableNames,
  type VariableOptions,
} from "../options/variable-options";

export interface EnvOptions extends TargetOptions, VariableOptions {
  readonly format: "env" | "ecs";
  readonly region?: string;
  readonly endpoint?: string;
}

/** `dynamodb-migrate env`: the tables' names, also those of a cutover, for the programs that use them. */
export async function env(options: EnvOptions, context: ProcessContext): Promise<ExitCode> {
  checkEndpoint(options.endpoint);
  if (options.region !== undefined) checkRegion(options.region);
  const { target, local, outputsName, text } = await openTarget(options, context);
  const cutover = readCutoverOutput(outputsName, text, options.stack);
  const names = variableNames(options, Object.keys(target.tables));
  const place = { tables: target.tables, region: options.region ?? target.region };
  const variables = [
    ...tableVariables(place, names, options.endpoint ?? local?.endpoint),
    ...(cutover ? cutoverVariables(cutover) : []),
    ...setVariables(options),
  ];
  checkVariables(variables);
  if (options.format === "ecs") context.out(JSON.stringify(containerEntries(variables), null, 2));
  else envLines(variables).forEach(context.out);
  return exitCode.done;
}
