import { mkdir, readFile, rm } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import writeFileAtomic from "write-file-atomic";
import type { EngineName } from "./engine";

/** What is known of the running engine; kept in `<runFolder>/local.json`. */
export interface LocalState {
  readonly pid: number;
  /** Stands in the process's command line. */
  readonly token: string;
  readonly port: number;
  readonly endpoint: string;
  readonly engine: EngineName;
  /** Why that engine was taken. */
  readonly why: string;
  readonly dbPath: string | null;
  readonly logFile: string;
}

/** Where `up` and `down` keep what they know of the engine. */
export function stateFileOf(cwd: string, runFolder: string): string {
  return resolve(cwd, runFolder, "local.json");
}

/** The state, or `null` if there is none; an unreadable one counts as none, since `up` writes it again. */
export async function readState(file: string): Promise<LocalState | null> {
  try {
    const value = JSON.parse(await readFile(file, "utf8")) as Partial<LocalState> | null;
    return typeof value?.pid === "number" && typeof value.token === "string" ? (value as LocalState) : null;
  } catch (error) {
    if (error instanceof SyntaxError || isMissing(error)) return null;
    throw error;
  }
}

export async function writeState(file: string, state: LocalState): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFileAtomic(file, `${JSON.stringify(state, null, 2)}\n`);
}

export async function removeState(file: string): Promise<void> {
  await rm(file, { force: true });
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === "ENOENT";
}
