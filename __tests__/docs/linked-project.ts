import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { type ProgramRun, runProgram } from "../emulators/program";
import { runner } from "../emulators/runner";
import { repository } from "./doc-page";

const tsxLoader = pathToFileURL(join(repository, "node_modules/tsx/dist/loader.mjs")).href;

/** Somebody's project that has this package installed; the sources stand for the built package. */
export class LinkedProject {
  readonly folder = mkdtempSync(join(tmpdir(), "linked-project-"));

  constructor(private readonly environment: NodeJS.ProcessEnv) {
    const entries = {
      ".": "./constructs/index.ts",
      "./stacks": "./stacks/index.ts",
      "./migrations": "./migrations/index.ts",
    };
    const entry = { name: "cdktf-dynamodb", exports: entries };
    this.write("node_modules/cdktf-dynamodb/package.json", JSON.stringify(entry));
    for (const part of ["constructs", "cutover", "stacks", "migrations", "yaml-file", "node_modules"]) {
      this.link(part, join("node_modules/cdktf-dynamodb", part));
    }
    for (const name of ["cdktf", "constructs", "@cdktf/provider-aws", "dynalite", ".bin/tsx"]) {
      this.link(join("node_modules", name), join("node_modules", name));
    }
    this.addRunner();
  }

  path(...parts: string[]): string {
    return join(this.folder, ...parts);
  }

  write(file: string, text: string): void {
    mkdirSync(dirname(this.path(file)), { recursive: true });
    writeFileSync(this.path(file), text);
  }

  /** Runs commands as a pipeline does: in one shell, which ends at the first that fails. */
  run(commands: string, environment: NodeJS.ProcessEnv = {}): Promise<ProgramRun> {
    return runProgram("bash", ["-e", "-o", "pipefail", "-c", commands], {
      folder: this.folder,
      environment: { ...this.environment, ...environment },
    });
  }

  /** Runs commands in which `node` takes the sources, too, as it would take the built package. */
  runFromSources(commands: string): Promise<ProgramRun> {
    return this.run(commands, { NODE_OPTIONS: `--import ${tsxLoader}` });
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }

  private link(from: string, to: string): void {
    mkdirSync(dirname(this.path(to)), { recursive: true });
    symlinkSync(join(repository, from), this.path(to));
  }

  private addRunner(): void {
    const file = "node_modules/.bin/dynamodb-migrate";
    const command = runner().map((part) => `"${part}"`);
    this.write(file, `#!/bin/sh\nexec ${command.join(" ")} "$@"\n`);
    chmodSync(this.path(file), 0o755);
  }
}
