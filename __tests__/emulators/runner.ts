import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const repository = join(__dirname, "../..");

/**
 * The command line of the runner, in one process: a wrapper around it would take its signals. From `dist` if
 * BUILT_RUNNER is 1, which starts in half the time and is what users run; else from the sources.
 * @throws if BUILT_RUNNER is 1 and nothing is built
 */
export function runner(...parameters: string[]): [string, ...string[]] {
  if (process.env["BUILT_RUNNER"] === "1") return [process.execPath, built(), ...parameters];
  const bin = join(repository, "migrations/cli/bin.ts");
  return [process.execPath, "--import", pathToFileURL(require.resolve("tsx")).href, bin, ...parameters];
}

function built(): string {
  const bin = join(repository, "dist/migrations/cli/bin.js");
  if (!existsSync(bin)) throw new Error("BUILT_RUNNER is 1, but nothing is built: npm run build");
  return bin;
}
