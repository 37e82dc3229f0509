import { readdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { messageOf, UsageError } from "../../errors";
import { explained } from "../../files/file-system-error";
import type { Checkpoint } from "../checkpoint";
import { parseCheckpoint } from "../checkpoint-schema";
import { readStateFile } from "./state-file";

/** A run whose checkpoint cannot be used. */
export interface DamagedRun {
  /** The name of its folder. */
  readonly run: string;
  /** Names the file, what is wrong with it, and the way out. */
  readonly problem: UsageError;
}

/** The runs in a folder. */
export interface RunList {
  /** Oldest first. */
  readonly runs: readonly Checkpoint[];
  /** By name. */
  readonly damaged: readonly DamagedRun[];
}

/**
 * Reads the checkpoints of all runs in a folder. Folders without a checkpoint are no runs.
 * @throws UsageError if the folder exists and cannot be listed
 */
export async function readRuns(parent: string): Promise<RunList> {
  const found = await Promise.all((await foldersIn(parent)).map(readOrReport));
  const runs = found.filter((one): one is Checkpoint => one !== undefined && "entities" in one);
  return {
    runs: runs.toSorted(byOrder),
    damaged: found.filter((one): one is DamagedRun => one !== undefined && "problem" in one),
  };
}

/** By number, not by the clock, which can have been set back; runs of earlier versions have no number and come first. */
function byOrder(a: Checkpoint, b: Checkpoint): number {
  return (a.number ?? 0) - (b.number ?? 0) || a.startedAt.localeCompare(b.startedAt);
}

/** The number of a new run. */
export function nextNumber({ runs }: RunList): number {
  return 1 + runs.reduce((highest, { number = 0 }) => Math.max(highest, number), 0);
}

/** The runs of `readRuns` whose checkpoints are whole. */
export async function listRuns(parent: string): Promise<readonly Checkpoint[]> {
  return (await readRuns(parent)).runs;
}

/**
 * The checkpoint in a run's folder; `undefined` if there is none. Any other problem than its absence is an error: a
 * checkpoint that cannot be read does not mean that nothing was done.
 * @throws UsageError
 */
export function readCheckpoint(folder: string): Promise<Checkpoint | undefined> {
  const parse = (text: string) => parseCheckpoint(parseJson(text), basename(folder));
  return readStateFile(join(folder, "checkpoint.json"), parse, {
    code: "checkpoint-unreadable",
    remedy: "Restore it from a copy, or move its folder away to start over",
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Error(`it is not valid JSON (${messageOf(cause)})`, { cause });
  }
}

async function foldersIn(parent: string): Promise<string[]> {
  const entries = await readdir(parent, { withFileTypes: true }).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === "ENOENT") return [];
    const message = `cannot list the runs in ${parent}: ${explained(cause)}`;
    throw new UsageError("runs-unreadable", message, { cause });
  });
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  return folders.toSorted().map((name) => join(parent, name));
}

async function readOrReport(folder: string): Promise<Checkpoint | DamagedRun | undefined> {
  try {
    return await readCheckpoint(folder);
  } catch (error) {
    if (error instanceof UsageError) return { run: basename(folder), problem: error };
    throw error;
  }
}
