import { UsageError } from "../../errors";
import { containerEntries, envLines, tableVariables } from "../../report/environment";
import { exitCode, type ExitCode } from "../exit-code";
import { openTarget, type TargetOptions } from "../open-target";
import type { Terminal } from "../terminal";

export interface EnvOptions extends TargetOptions {
  readonly format: "env" | "ecs";
  readonly variable: string;
}

/** `dynamodb-migrate env`: the tables' names, for the programs that use them. */
export async function env(options: EnvOptions, terminal: Terminal): Promise<ExitCode> {
  if (!options.variable.includes("{TABLE}")) {
    const message = `--variable must hold {TABLE}, so that each table has a variable of its own, got "${options.variable}"`;
    throw new UsageError("pattern-without-table", message);
  }
  const { target, local } = await openTarget(options, terminal);
  const variables = tableVariables(target, options.variable, local?.endpoint);
  if (options.format === "ecs") terminal.out(JSON.stringify(containerEntries(variables), null, 2));
  else envLines(variables).forEach(terminal.out);
  return exitCode.done;
}
