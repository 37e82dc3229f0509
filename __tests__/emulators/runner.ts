import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** The command line of the runner, in one process: a wrapper around it would take its signals. */
export function runner(...parameters: string[]): [string, ...string[]] {
  const bin = join(__dirname, "../../migrations/cli/bin.ts");
  return [process.execPath, "--import", pathToFileURL(require.resolve("tsx")).href, bin, ...parameters];
}
