import type { TargetOptions } from "../options/migration-options";
import { readOutputs } from "../../targets/read-outputs";
import type { Target } from "../../items/target-table";
import { isWorkspace, readWorkspace } from "./hcp-location";
import { type LocalConnection, localConnection } from "./local-connection";
import { readText } from "./read-text";
import type { ProcessContext } from "../process-context";

/** Tables, and what names them. */
export interface OpenedTarget {
  readonly target: Target;
  /** For messages: the outputs file. */
  readonly outputsName: string;
  /** The embedded DynamoDB, with `--local`. */
  readonly local: LocalConnection | undefined;
  /** All that was read, other stacks too. */
  readonly text: string;
}

/** Reads the outputs that the options name. @throws UsageError */
export async function openTarget(options: TargetOptions, context: ProcessContext): Promise<OpenedTarget> {
  const local = options.local ? await localConnection(context.cwd, options.runFolder) : undefined;
  const outputsName = options.outputs ?? local?.outputsFile ?? "outputs.json";
  const text = await readAll(outputsName, context);
  return { local, outputsName, text, target: readOutputs(outputsName, text, options.stack) };
}

function readAll(outputsName: string, context: ProcessContext): Promise<string> {
  if (outputsName === "-") return context.readInput();
  if (isWorkspace(outputsName)) return readWorkspace(outputsName, context);
  return readText(outputsName, "outputs file", "name it with --outputs, or use --local", context);
}
