import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { SettingError } from "./setting-error";

/** The file to read and the environment to build. */
export interface SynthContext {
  /** @default "tables.yaml" */
  readonly tables: string;
  /** @default the file's own `environment` */
  readonly environment?: string;
}

export interface ContextSources {
  /** The command line after the script's name. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The folder that cdktf.json is in. */
  readonly projectDir: string;
  /** The context that cdktf-cli read from cdktf.json. */
  readonly cdktfContext: (key: string) => unknown;
}

const keys = ["tables", "environment"] as const;

/**
 * Finds the file and the environment. For each of `tables` and `environment`, the first of these that is set is used:
 * 1. `-c tables=path` on the command line of main.ts (cdktf-cli has no such option and passes no arguments on);
 * 2. the environment variable TABLES or ENVIRONMENT, which `cdktf synth` and `cdktf deploy` pass on;
 * 3. `context` in cdktf.json, which is read here if main.ts is run without cdktf-cli.
 *
 * @throws SettingError for any other argument
 */
export function readContext(sources: ContextSources): SynthContext {
  const args = readArguments(sources.args);
  const file = readCdktfJson(sources.projectDir);
  const [tables, environment] = keys.map((key) =>
    [args[key], sources.env[key.toUpperCase()], sources.cdktfContext(key), file[key]]
      .filter((value) => typeof value === "string")
      .find((value) => value !== ""),
  );
  return { tables: tables ?? "tables.yaml", environment };
}

function readArguments(args: readonly string[]): Record<string, string> {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { context: { type: "string", short: "c", multiple: true } },
    allowPositionals: true,
    strict: false,
  });
  const { context = [], ...others } = values;
  const pairs = (context as string[]).map((text) => String(text).split(/=(.*)/s, 2) as [string, string?]);
  const unknown = [
    ...positionals,
    ...Object.keys(others),
    ...pairs.filter(([key]) => !keys.some((known) => known === key)).map(([key]) => key),
  ];
  if (unknown.length > 0) {
    throw new SettingError(
      `unknown argument ${JSON.stringify(unknown[0])}; expected -c tables=<path> or -c environment=<name>`,
    );
  }
  return Object.fromEntries(pairs.map(([key, value = ""]) => [key, value]));
}

function readCdktfJson(projectDir: string): Record<string, unknown> {
  const path = join(projectDir, "cdktf.json");
  if (!existsSync(path)) return {};
  const { context = {} } = JSON.parse(readFileSync(path, "utf8")) as { context?: Record<string, unknown> };
  return context;
}
