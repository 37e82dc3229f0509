import { init } from "../../../cutover/steps/init";
import type { Mode } from "../../../cutover/phase";
import type { StepResult } from "../../../cutover/steps/step";
import type { Definition } from "../../definition/definition";
import { stepText } from "../../report/text/cutover-text";
import { exitCode, type ExitCode } from "../exit-code";
import type { CutoverStepOptions } from "../options/cutover-options";
import { printJson } from "../output/print-json";
import type { ProcessContext } from "../process-context";
import { withCutover } from "../wiring/open-cutover";
import { openMigration } from "../wiring/open-migration";
import { stepSettings } from "./cutover-step";

export interface InitOptions extends CutoverStepOptions {
  readonly mode?: Mode;
}

/** `dynamodb-migrate cutover init`: adds entities of a migration to the control, all of them by default. */
export async function cutoverInit(
  file: string,
  options: InitOptions,
  context: ProcessContext,
): Promise<ExitCode> {
  const { definition, target } = await openMigration(file, options, context);
  return withCutover(options, context, async (opened) => {
    const names = options.entity ?? definition.entities.map(({ name }) => name);
    const mode = options.mode ?? modeFor(definition);
    const results: StepResult[] = [];
    for (const entity of names) {
      const id = definition.entities.find(({ name }) => name === entity)?.to ?? "";
      const table = new Map(Object.entries(target.tables)).get(id)?.name;
      const result = await init(stepSettings({ file, entity, opened }, options, context), mode, table);
      results.push(result);
      if (!options.json) stepText(result, []).forEach(context.error);
    }
    if (options.json)
      printJson("cutover-step", { steps: results.map((result) => ({ ...result, notes: [] })) }, context);
    return results.some(({ outcome }) => outcome === "refused") ? exitCode.incomplete : exitCode.done;
  });
}

const withLog = new Set(["mysql", "postgres", "dynamodb"]);

/** Follow mode for every source that has a log of its changes. */
function modeFor({ source }: Pick<Definition, "source">): Mode {
  return withLog.has(source.kind) ? "follow" : "dual";
}
