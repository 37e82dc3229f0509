import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type ForumSize, makeForum } from "../../examples/forum/generator/forum";
import { writeForumFiles } from "../../examples/forum/generator/forum-files";
import type { ProgramRun } from "../emulators/program";
import { runner } from "../emulators/runner";
import { ExampleProject } from "./example-project";

/** The forum example, with its data and the runner that moves it. */
export class ForumProject extends ExampleProject {
  constructor(environment: NodeJS.ProcessEnv) {
    super("forum", environment);
  }

  /** Puts a smaller forum of the same kind beside the example's own migration file. */
  addData(size: ForumSize): void {
    cpSync(join(this.example, "migration.yaml"), this.path("migration.yaml"));
    writeForumFiles(this.folder, makeForum(size));
  }

  /** The runner as a user calls it, without standing in the way of what it prints. */
  migrate(...parameters: string[]): Promise<ProgramRun> {
    return this.run(...runner(...parameters));
  }

  outputs(): Record<string, { dynamodb_tables: { tables: Record<string, { name: string }> } }> {
    return JSON.parse(readFileSync(this.path("outputs.json"), "utf8")) as ReturnType<ForumProject["outputs"]>;
  }
}
