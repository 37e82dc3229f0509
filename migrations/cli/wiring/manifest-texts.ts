import type { TargetOptions } from "../options/migration-options";
import type { ProcessContext } from "../process-context";
import { isWorkspace } from "./hcp-location";
import { isModule } from "./load-module";
import { readText } from "./read-text";

/** The files that workers on other machines need, by name. A module is not among them: the other machine has it too. */
export async function manifestTexts(
  file: string,
  { outputs = "outputs.json", local }: Pick<TargetOptions, "outputs" | "local">,
  context: ProcessContext,
): Promise<Record<string, string>> {
  const names = [
    ...(isModule(file) ? [] : [file]),
    ...(local || outputs === "-" || isWorkspace(outputs) ? [] : [outputs]),
  ];
  const texts = names.map(
    async (name) => [name, await readText(name, "file", "restore it", context)] as const,
  );
  return Object.fromEntries(await Promise.all(texts));
}
