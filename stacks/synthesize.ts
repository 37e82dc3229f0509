import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { App } from "cdktf";
import { FileError } from "../yaml-file";
import { buildStacks } from "./build-stacks";
import { loadTables } from "./config/load-tables";
import { readContext } from "./context";
import { SettingError } from "./setting-error";

/** What {@link synthesize} needs of the process it runs in. */
export interface SynthProcess {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where is told what is wrong with the file. */
  readonly stderr: {
    /** Writes a text as it is. */
    write(text: string): unknown;
  };
  exitCode?: number | string | null;
  /** The folder that cdktf.json is in. */
  cwd(): string;
}

/**
 * A whole main.ts: reads tables.yaml, builds its stacks and writes their Terraform. What is wrong with the
 * file goes to standard error, one line each, and the process will exit with 2.
 *
 * @example
 * import { synthesize } from "cdktf-dynamodb/stacks";
 *
 * synthesize(process);
 */
export function synthesize(process: SynthProcess): void {
  try {
    synth(process);
  } catch (error) {
    if (!(error instanceof FileError || error instanceof SettingError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 2;
  }
}

function synth(process: SynthProcess): void {
  const app = new App();
  const projectDir = process.cwd();
  const { tables, environment } = readContext({
    args: process.argv.slice(2),
    env: process.env,
    projectDir,
    cdktfContext: (key) => app.node.tryGetContext(key) as unknown,
  });
  buildStacks(app, loadTables(tables, readTables(resolve(projectDir, tables)), { environment }), {
    projectDir,
  });
  app.synth();
}

function readTables(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    throw new SettingError(
      `${path} cannot be read; name another file with TABLES=<path> or -c tables=<path>`,
      { cause },
    );
  }
}
