import { stat } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import type { Checkpoint } from "../../checkpoint/checkpoint";
import { listRuns, RunFolder } from "../../checkpoint/run-folder";
import { UsageError } from "../../errors";
import { journalFile, readJournal } from "../../journal/journal-file";
import { SdkItems } from "../../journal/sdk-items";
import { type KeptItem, rollBack, type RollbackResult } from "../../pipeline/rollback";
import { counted } from "../../report/quantity";
import { rollbackText } from "../../report/rollback-text";
import { named } from "../choose-run";
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

/** `dynamodb-migrate rollback`: takes a run back. */
export async function rollback(
  name: string | undefined,
  options: RollbackOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const parent = resolve(terminal.cwd, options.runFolder);
  const chosen = choose(await listRuns(parent), name, options);
  await refuseWithoutJournal(join(parent, chosen.run, journalFile), chosen.run);
  const opener = { pid: terminal.pid, now: terminal.now(), isAlive: terminal.isAlive };
  const store = await RunFolder.open(parent, chosen.run, opener);
  const kept = new LineList<KeptItem>(join(store.folder, keptFile), shownKept);
  try {
    const result = await undo(store, chosen, kept, options, terminal);
    const updatedAt = terminal.now().toISOString();
    if (result.complete && !options.dryRun)
      await store.save({ ...chosen, state: "rolled-back", updatedAt }, []);
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
  const { client } = connectTo(endpoint, target.region, terminal, 10);
  const items = new SdkItems(client);
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

function choose(runs: readonly Checkpoint[], name: string | undefined, options: RollbackOptions): Checkpoint {
  if (name !== undefined) return checkNotUndone(named(runs, name));
  const latest = runs.findLast((run) => run.state !== "rolled-back");
  if (latest) return latest;
  throw new UsageError("nothing-to-roll-back", `no run in ${options.runFolder} that could be taken back`);
}

function checkNotUndone(run: Checkpoint): Checkpoint {
  if (run.state !== "rolled-back") return run;
  throw new UsageError("run-over", `run ${run.run} has been taken back already`);
}

async function refuseWithoutJournal(path: string, run: string): Promise<void> {
  if (await stat(path).catch(() => undefined)) return;
  throw new UsageError("no-journal", `run ${run} kept no journal (--no-journal), and cannot be taken back`);
}

function progress(run: string, { json }: RollbackOptions, terminal: Terminal): (entries: number) => void {
  const everyMs = 5000;
  let last = terminal.now().getTime();
  return (entries) => {
    const now = terminal.now().getTime();
    if (json || now - last < everyMs) return;
    last = now;
    terminal.error(`${run}: ${counted(entries, "write")} looked at`);
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
