import { join } from "node:path";
import { run, type Used } from "../child";
import type { Project } from "./project";

export const bin = join(__dirname, "../../dist/migrations/cli/bin.js");

/** Runs a project's migration with the built command. @param options of the command, besides the endpoint */
export function migrate(
  { folder }: Project,
  endpoint: string,
  options: readonly string[] = [],
): Promise<Used & { out: string }> {
  const args = ["--outputs", "outputs.json", "--endpoint", endpoint, "--json", ...options];
  return run([bin, "run", "migration.yaml", ...args], folder);
}

/** Rolls back the latest run of a project with the built command. */
export function rollBack({ folder }: Project): Promise<Used & { out: string }> {
  return run([bin, "rollback", "--yes", "--json"], folder);
}
