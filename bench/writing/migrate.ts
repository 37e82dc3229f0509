import { join } from "node:path";
import { run, type Used } from "../child";
import type { Project } from "./project";

export const bin = join(__dirname, "../../dist/migrations/cli/bin.js");

/** Moves a project's rows with the built command. */
export function migrate({ folder }: Project, endpoint: string): Promise<Used> {
  const args = ["--outputs", "outputs.json", "--endpoint", endpoint, "--json"];
  return run([bin, "run", "migration.yaml", ...args], folder);
}
