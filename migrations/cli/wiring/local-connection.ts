import { join } from "node:path";
import { UsageError } from "../../errors";
import { readState, stateFileOf } from "../../local/local-state";
import { standingOf } from "../../local/owned-process";
import { nextCommandText } from "../output/next-command";

/** The endpoint of the embedded DynamoDB, and the path of its outputs. */
export interface LocalConnection {
  readonly endpoint: string;
  readonly outputsFile: string;
}

/** Finds the embedded DynamoDB that `local up` left running. @throws UsageError where there is none */
export async function localConnection(cwd: string, runFolder: string): Promise<LocalConnection> {
  const state = await readState(stateFileOf(cwd, runFolder));
  if (state && (await standingOf(state)) !== "gone") {
    return { endpoint: state.endpoint, outputsFile: join(runFolder, "local-outputs.json") };
  }
  throw new UsageError(
    "local-not-running",
    `no embedded DynamoDB is running; start it with \`${nextCommandText("local up", [], { runFolder })}\``,
  );
}
