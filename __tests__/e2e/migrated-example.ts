import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ProgramRun } from "../emulators/program";
import { runner } from "../emulators/runner";
import { ExampleProject } from "./example-project";
import { sectionCommands } from "./readme-section";

const program = "npx dynamodb-migrate ";

/** An example with its migration file, and the commands of its README. */
export class MigratedExample extends ExampleProject {
  /** The lines of the README that call the runner and were not run yet. */
  readonly left: Set<string>;

  /** @param headings of the sections of the README whose commands are run. @default all */
  constructor(name: string, environment: NodeJS.ProcessEnv, headings?: readonly string[]) {
    super(name, environment);
    cpSync(join(this.example, "migration.yaml"), this.path("migration.yaml"));
    const readme = readFileSync(join(this.example, "README.md"), "utf8");
    const lines = headings?.flatMap((heading) => sectionCommands(name, heading)) ?? readme.split("\n");
    this.left = new Set(lines.filter((line) => line.startsWith(program)));
  }

  /** Runs a command of the runner, whether the README has it or not. */
  migrate(line: string): Promise<ProgramRun> {
    this.left.delete(program + line);
    return this.run(...runner(...line.split(" ")));
  }
}
