import { stat } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import type { Checkpoint } from "../../checkpoint/checkpoint";
import { RunFolder } from "../../checkpoint/run-folder";
import { readRuns, type RunList } from "../../checkpoint/run-list";
import { UsageError } from "../../errors";
import { journalFile, readJournal } from "../../journal/journal-file";
import { SdkItems } from "../../journal/sdk-items";
import { type KeptItem, rollBack, type RollbackResult } from "../../pipeline/rollback";
import { counted } from "../../report/quantity";
import { rollbackText } from "../../report/rollback-text";
import { damagedWarnings, named } from "../choose-run";
import { connectTo } from "../dynamodb";
import { exitCode, type ExitCode } from "../exit-code";
import { LineList } from "../line-list";
import type { Terminal } from "../terminal";

export interface RollbackOptions {
  readonly dryRun?: boolean;
  readonly json?: boolean;
  readonly runFolder: string;
}

/** Items read and undone together. */
const groupSize = 100;
const keptFile = "kept.jsonl";
/** Kept items that are shown; all of them are in the file. */
const shownKept = 20;

/** `dynamodb-migrate rollback`: undoes what a run has written. */
export async function rollback(
  name: string | undefined,
  options: RollbackOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const parent = resolve(terminal.cwd, options.runFolder);
  const list = await readRuns(parent);
  if (name === undefined) damagedWarnings(list.damaged).forEach(terminal.error);
  const { run } = choose(list, name, options);
  await refuseWithoutJournal(join(parent, run, journalFile), run);
  const opener = { pid: terminal.pid, now: terminal.now(), isAlive: terminal.isAlive };
  const store = await RunFolder.open(parent, run, opener);
  const kept = new LineList<KeptItem>(join(store.folder, keptFile), shownKept);
  try {
    // Another process may have rolled it back before this one had the lock.
    const chosen = checkNotUndone(store.checkpoint as Checkpoint);
    const mark = (state: "rolling-back" | "rolled-back"): Promise<void> =>
      store.save({ ...chosen, state, updatedAt: terminal.now().toISOString() }, []);
    // Before the first undo: a run that is partly undone must not be resumed.
    if (!options.dryRun) await mark("rolling-back");
    const result = await undo(store, chosen, kept, options, terminal);
    if (result.complete && !options.dryRun) await mark("rolled-back");
    show(chosen, result, kept, options, terminal);
    return exitCodeFor(result);
  } finally {
    await store.close();
    kept.close();
  }
}

async function undo(
  store: RunFolder,
  { target, run }: Checkpoint,
  kept: LineList<KeptItem>,
  options: RollbackOptions,
  terminal: Terminal,
): Promise<RollbackResult> {
  const endpoint = target.place === target.region ? undefined : target.place;
  const { client, retryPolicy } = connectTo(endpoint, target.region, terminal);
  const items = new SdkItems(client, retryPolicy, terminal.signal);
  try {
    return await rollBack({
      entries: readJournal(join(store.folder, journalFile), groupSize),
      reader: items,
      undo: items,
      dryRun: options.dryRun ?? false,
      onKept: (item) => kept.add(item),
      onProgress: progress(run, options, terminal),
      signal: terminal.signal,
    });
  } finally {
    client.destroy();
  }
}

function choose(list: RunList, name: string | undefined, options: RollbackOptions): Checkpoint {
  if (name !== undefined) return checkNotUndone(named(list, name));
  const latest = list.runs.findLast((run) => run.state !== "rolled-back");
  if (latest) return latest;
  throw new UsageError("nothing-to-roll-back", `no run in ${options.runFolder} that can be rolled back`);
}

function checkNotUndone(run: Checkpoint): Checkpoint {
  if (run.state !== "rolled-back") return run;
  throw new UsageError("run-over", `run ${run.run} has been rolled back already`);
}

async function refuseWithoutJournal(path: string, run: string): Promise<void> {
  if (await stat(path).catch(() => undefined)) return;
  throw new UsageError("no-journal", `run ${run} kept no journal (--no-journal) and cannot be rolled back`);
}

function progress(run: string, { json }: RollbackOptions, terminal: Terminal): (entries: number) => void {
  const everyMs = 5000;
  let last = terminal.monotonic();
  return (entries) => {
    const now = terminal.monotonic();
    if (json || now - last < everyMs) return;
    last = now;
    terminal.error(`${run}: ${counted(entries, "write")} checked`);
  };
}

function show(
  run: Checkpoint,
  result: RollbackResult,
  kept: LineList<KeptItem>,
  options: RollbackOptions,
  terminal: Terminal,
): void {
  const dryRun = options.dryRun ?? false;
  if (options.json)
    terminal.out(JSON.stringify({ run: run.run, dryRun, ...result, keptItems: kept.first }, null, 2));
  else
    rollbackText(run, result, dryRun, kept.first, relative(terminal.cwd, kept.path)).forEach(terminal.error);
}

function exitCodeFor(result: RollbackResult): ExitCode {
  if (!result.complete) return exitCode.interrupted;
  return result.kept > 0 ? exitCode.incomplete : exitCode.done;
}
