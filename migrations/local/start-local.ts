import { randomUUID } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { UsageError } from "../errors";
import { chooseEngine } from "./choose-engine";
import type { EngineName } from "./engine";
import { choosePort } from "./free-port";
import type { Environment } from "./java";
import { launch } from "./launch";
import type { LocalCommand } from "./local-command";
import { type LocalState, readState, removeState, stateFileOf, writeState } from "./local-state";
import { makeTables, type MadeTable } from "./make-tables";
import { writeOutputs } from "./outputs-file";
import { standingOf } from "./owned-process";
import { selectStacks } from "./select-stacks";
import { stopLocal } from "./stop-local";
import { readSynthesizedStacks } from "./synthesized-stacks";

export interface LocalSettings {
  /** The project's folder; relative paths below start here. */
  readonly cwd: string;
  /** For `PATH` and `JAVA_HOME`, and handed on to the engine. */
  readonly environment: Environment;
  /** Where `cdktf synth` wrote. @default cdktf.out */
  readonly synthFolder?: string | undefined;
  /** The folder of the state file `local.json` and of the log. */
  readonly runFolder: string;
  /** How error messages name the commands that start and stop the engine. */
  readonly command: LocalCommand;
  /** Where the outputs are written. @default `<runFolder>/local-outputs.json` */
  readonly outputsFile?: string | undefined;
  /** Takes this engine or fails. @default DynamoDB Local, or else dynalite */
  readonly engine?: EngineName | undefined;
  /** @default a free one */
  readonly port?: number | undefined;
  /** Folder that keeps the items when the engine ends. @default in memory */
  readonly dbPath?: string | undefined;
  /** Stacks to bring up; for a replica's one its primary's tables are made. @default all primary ones */
  readonly stacks?: readonly string[] | undefined;
  /**
   * Whether tables get their streams; DynamoDB Local writes several times more slowly with some of them.
   *
   * @default false
   */
  readonly streams?: boolean | undefined;
  /** Milliseconds until the engine must respond. @default 30000 */
  readonly timeoutMs?: number | undefined;
  /** Whether the engine outlives this process. @default true */
  readonly detached?: boolean | undefined;
}

/** The embedded DynamoDB and what is in it. */
export interface LocalDynamo extends LocalState {
  /** Whether it ran before; then only missing tables were created and the outputs written again. */
  readonly alreadyRunning: boolean;
  readonly stateFile: string;
  readonly outputsFile: string;
  readonly stacks: readonly string[];
  readonly tables: readonly MadeTable[];
}

/**
 * Brings up an embedded DynamoDB with the synthesized tables in it and writes their outputs, in the shape
 * of `cdktf output --outputs-file`. Called again while it runs, it makes what is missing.
 *
 * @throws UsageError when nothing usable was synthesized or the port is taken
 * @throws UnreachableError when no engine can be run or it refuses a table
 */
export async function startLocal(settings: LocalSettings): Promise<LocalDynamo> {
  const { cwd, synthFolder = "cdktf.out", runFolder } = settings;
  const stateFile = stateFileOf(cwd, runFolder);
  const outputsFile = resolve(cwd, settings.outputsFile ?? join(runFolder, "local-outputs.json"));
  const selected = selectStacks(
    await readSynthesizedStacks(cwd, synthFolder),
    settings.stacks ?? [],
    synthFolder,
  );

  const last = await readState(stateFile);
  const running = last !== null && (await standingOf(last)) !== "gone" ? last : null;
  if (running !== null) checkSameEngine(running, settings);
  const state = running ?? (await startEngine(settings, stateFile, last?.port));
  try {
    const tables = await makeTables(
      { ...state, command: settings.command },
      selected.tables,
      settings.streams ?? false,
    );
    await writeOutputs(outputsFile, selected.outputs, tables);
    const names = selected.outputs.map(({ name }) => name);
    return { ...state, alreadyRunning: running !== null, stateFile, outputsFile, stacks: names, tables };
  } catch (error) {
    // A half-filled engine that was not there before is of no use to anyone.
    if (running === null) await stopLocal(settings);
    throw error;
  }
}

/** A running engine cannot change its kind, port or data folder, and reusing it silently would surprise. */
function checkSameEngine(running: LocalState, { cwd, command, ...wanted }: LocalSettings): void {
  const dbPath = wanted.dbPath === undefined ? running.dbPath : resolve(cwd, wanted.dbPath);
  const port = wanted.port ?? running.port;
  const engine = wanted.engine ?? running.engine;
  if (engine === running.engine && port === running.port && dbPath === running.dbPath) return;
  throw new UsageError(
    "engine-differs",
    `local: ${describeEngine(running)} runs already, and ${describeEngine({ engine, port, dbPath })} was ` +
      `asked for: run \`${command("down")}\` first`,
  );
}

function describeEngine({ engine, port, dbPath }: Pick<LocalState, "engine" | "port" | "dbPath">): string {
  return `${engine} on port ${port} with its data ${dbPath === null ? "in memory" : `in ${dbPath}`}`;
}

/** @param lastPort that of one that was killed */
async function startEngine(
  settings: LocalSettings,
  stateFile: string,
  lastPort: number | undefined,
): Promise<LocalState> {
  const { cwd, environment, runFolder, timeoutMs = 30_000, detached = true } = settings;
  const engine = await chooseEngine(settings);
  const port = await choosePort(settings.port, lastPort);
  const token = randomUUID();
  const dbPath = settings.dbPath === undefined ? undefined : resolve(cwd, settings.dbPath);
  if (dbPath !== undefined) await mkdir(dbPath, { recursive: true });
  const logFile = resolve(cwd, runFolder, "local.log");
  const { pid, endpoint, ready } = launch({
    ...{ engine, environment, port, token, dbPath, logFile, timeoutMs, detached },
  });
  const { name, why } = engine;
  const state = { pid: pid ?? 0, endpoint, token, port, engine: name, why, dbPath: dbPath ?? null, logFile };
  await writeState(stateFile, state);
  try {
    await ready();
  } catch (error) {
    await removeState(stateFile);
    throw error;
  }
  return state;
}
