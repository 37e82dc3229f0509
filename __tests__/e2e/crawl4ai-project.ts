import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { writeCrawl, type CrawlSize } from "../../examples/crawl4ai/generator/crawl-database";
import type { ProgramRun } from "../emulators/program";
import { ExampleProject } from "./example-project";
import { runner } from "./forum-project";

/** The Crawl4AI example with a cache, and the commands of its README. */
export class Crawl4AiProject extends ExampleProject {
  /** The lines of the README that were not run yet. */
  readonly left: Set<string>;

  constructor(environment: NodeJS.ProcessEnv, size: CrawlSize) {
    super("crawl4ai", environment);
    cpSync(join(this.example, "migration.yaml"), this.path("migration.yaml"));
    writeCrawl(this.path("crawl4ai.db"), size, new Date());
    const readme = readFileSync(join(this.example, "README.md"), "utf8");
    this.left = new Set(readme.split("\n").filter((line) => line.startsWith("npx dynamodb-migrate ")));
  }

  /** Runs a command of the runner, whether the README has it or not. */
  migrate(line: string): Promise<ProgramRun> {
    this.left.delete(`npx dynamodb-migrate ${line}`);
    return this.run(...runner(...line.split(" ")));
  }
}
