import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { App } from "cdktf";
import { FileError } from "../yaml-file";
import { buildStacks } from "./build-stacks";
import { loadTables } from "./config/load-tables";
import { readContext } from "./context";
import { removeOtherEnvironments } from "./other-environments";
import { SettingError } from "./setting-error";

/** `cdktf synth` and `cdktn synth` set it for the app that they run. */
const ofCommandLine = "CDKTF_CONTEXT_JSON";

/** The parts of a process that {@link synthesize} uses. */
export interface SynthProcess {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Receives the file's problems. */
  readonly stderr: {
    /** Writes a text without changes. */
    write(text: string): unknown;
  };
  exitCode?: number | string | null;
  /** The folder of cdktf.json. */
  cwd(): string;
}

/**
 * A complete main.ts: reads tables.yaml, builds its stacks and writes their Terraform to `cdktf.out`, where it removes the
 * stacks of other environments. Problems of the file are written to standard error, one per line, and the exit code is
 * then 2.
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
  const config = loadTables(tables, readTables(resolve(projectDir, tables)), { environment });
  buildStacks(app, config, { projectDir });
  app.synth();
  // The command line removes every stack that was not synthesized, and fails if one is gone.
  if (process.env[ofCommandLine] === undefined)
    removeOtherEnvironments(resolve(projectDir, app.outdir), config);
}

function readTables(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    throw new SettingError(`cannot read ${path}; set another file with TABLES=<path> or -c tables=<path>`, {
      cause,
    });
  }
}
