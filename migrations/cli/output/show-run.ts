import { relative } from "node:path";
import { type CommandArguments, withoutResume } from "../../command-line";
import type { RunResult } from "../../pipeline/run/run-result";
import { runJson } from "../../report/json-report";
import { runText } from "../../report/text/run-text";
import type { ProcessContext } from "../process-context";
import { printJson } from "./print-json";

/** What showing the result of a run depends on. */
export interface ShownRun {
  readonly options: { readonly json?: boolean };
  /** The command to suggest after it. */
  readonly next: CommandArguments;
  readonly context: ProcessContext;
}

/** Shows how a run ended. */
export function showRun(result: RunResult, { next, options, context }: ShownRun): void {
  const shown = { ...result, folder: result.folder && relative(context.cwd, result.folder) };
  if (options.json) printJson("run", runJson(shown), context);
  else
    runText(shown, { next, again: withoutResume(context.args) }, context.columns?.()).forEach(context.error);
}
