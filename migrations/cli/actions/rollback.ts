import { stat } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import type { Checkpoint } from "../../run-store/checkpoint";
import { RunFolder } from "../../run-store/folder/run-folder";
import { readRuns, type RunList } from "../../run-store/folder/run-list";
import { UsageError } from "../../errors";
import type { JournalEntry } from "../../run-store/journal/journal";
import { checkJournal } from "../../run-store/journal/journal-check";
import { keptDamagedBytes } from "../../run-store/journal/damaged-tail";
import { journalFile, readJournal } from "../../run-store/journal/journal-file";
import { type KeptItem, rollBack, type RollbackResult } from "../../pipeline/rollback/rollback";
import { counted } from "../../report/quantity";
import { rollbackText } from "../../report/text/rollback-text";
import { damagedWarnings, named } from "../wiring/choose-run";
import { confirmRollback, type JournaledWrites } from "../output/confirm-rollback";
import { exitCode, type ExitCode } from "../exit-code";
import { LineList } from "../output/line-list";
import { rollBackIfAllowed } from "../wiring/obey-authority";
import { rolledBackRun, type RollbackTables, rollbackTables } from "../wiring/rollback-tables";
import { damagedTailWarning } from "../wiring/open-journal";
import { LocalLocation } from "../wiring/local-location";
import { isInS3 } from "../wiring/open-objects";
import { RemoteRun } from "../wiring/remote-run";
import { locationIn, runNamed } from "../wiring/run-at";
import { opener } from "../wiring/run-opener";
import { ScratchFolder } from "../wiring/scratch-folder";
import { joinOpenShards } from "../wiring/join-open-shards";
import type { ProcessContext } from "../process-context";
import { printJson } from "../output/print-json";

export interface RollbackOptions {
  readonly dryRun?: boolean;
  readonly json?: boolean;
  readonly runFolder: string;
  /** Without asking. */
  readonly yes?: boolean;
  /** Uses the embedded DynamoDB, wherever it listens now. */
  readonly local?: boolean;
  /** Write units per second of each table and each of its indexes. @default no limit */
  readonly rate?: number;
  /** Requests in flight. */
  readonly concurrency: number;
}

/** Writes of the journal whose items are read together: the keys of one BatchGetItem request. */
const groupSize = 100;
const keptFile = "kept.jsonl";
/** Kept items that are shown; all of them are in the file. */
const shownKept = 20;
const lineEveryMs = 5000;

/** Shows how a rollback ended. */
type Show = (run: Checkpoint, result: RollbackResult, kept: LineList<KeptItem>) => void;

/**
 * `dynamodb-migrate rollback`: undoes what a run has written.
 *
 * @param name of the run. @default the latest one that was not rolled back
 * @param show shows how it ended. @default as the options say
 */
export async function rollback(
  name: string | undefined,
  options: RollbackOptions,
  context: ProcessContext,
  show: Show = (run, result, kept) => showResult(run, result, kept, options, context),
): Promise<ExitCode> {
  const location = name !== undefined && isInS3(name) ? name : await locationOf(name, options, context);
  if (location === undefined) return rollBackNamed(name, undefined, options, context, show);
  const remote = await RemoteRun.open(location, context);
  try {
    const checkpoint = await remote.restore(resolve(context.cwd, options.runFolder));
    if (!checkpoint)
      throw new UsageError("manifest-missing", `${location} has no run that was started with --location`);
    const code = await rollBackNamed(checkpoint.run, remote, options, context, show);
    await remote.store();
    return code;
  } finally {
    await remote.close();
  }
}

/** Where machines share the run. */
async function locationOf(
  name: string | undefined,
  options: RollbackOptions,
  context: ProcessContext,
): Promise<string | undefined> {
  const { parent, run } = runNamed(name, options, context);
  const { runs } = await readRuns(parent);
  const isWanted = ({ run: one, state }: Checkpoint): boolean =>
    run === undefined ? state !== "rolled-back" : one === run;
  return locationIn(runs.findLast(isWanted));
}

async function rollBackNamed(
  name: string | undefined,
  remote: RemoteRun | undefined,
  options: RollbackOptions,
  context: ProcessContext,
  show: Show,
): Promise<ExitCode> {
  const { parent, run: wanted } = runNamed(name, options, context);
  const list = await readRuns(parent);
  if (name === undefined) damagedWarnings(list.damaged).forEach(context.error);
  const { run } = choose(list, wanted, options);
  const store = await RunFolder.open(parent, run, { ...opener(context), mirror: remote });
  try {
    // Another process may have rolled it back before this one had the lock.
    const kept = checkNotUndone(store.checkpoint as Checkpoint);
    const location = remote?.location ?? new LocalLocation(store.folder, context);
    const chosen = await joinOpenShards(store.folder, kept, location, new ScratchFolder(parent));
    const written = await checkWhole(join(store.folder, journalFile), chosen, context);
    const tables = await rollbackTables(chosen, options, context);
    try {
      const rollBack = () =>
        rollBackIn(store, { chosen, writes: written.entries, tables, show }, options, context);
      if (options.dryRun) return await rollBack();
      return await rollBackIfAllowed(await rolledBackRun(chosen, options, context), context, async () => {
        await confirmRollback(chosen, written, tables.place, options, context);
        return rollBack();
      });
    } finally {
      tables.close();
    }
  } finally {
    await store.close();
  }
}

/** A run that can be rolled back. */
interface Chosen {
  readonly chosen: Checkpoint;
  /** Lines of its journal. */
  readonly writes: number;
  readonly tables: RollbackTables;
  readonly show: Show;
}

async function rollBackIn(
  store: RunFolder,
  { chosen, writes, tables, show }: Chosen,
  options: RollbackOptions,
  context: ProcessContext,
): Promise<ExitCode> {
  const dryRun = options.dryRun ?? false;
  const mark = (state: "rolling-back" | "rolled-back"): Promise<void> =>
    store.save({ ...chosen, state, updatedAt: context.now().toISOString() }, []);
  // Before the first undo: a run that is partly undone must not be resumed.
  if (!dryRun) await mark("rolling-back");
  const kept = new LineList<KeptItem>(join(store.folder, keptFile), shownKept);
  const { onProgress, stop } = startProgress(chosen.run, writes, options, context);
  try {
    const result = await rollBack({
      ...{ dryRun, reader: tables.reader, undo: tables.undo, concurrency: options.concurrency },
      entries: writes === 0 ? noEntries() : readJournal(join(store.folder, journalFile), groupSize),
      ...(tables.take && { take: tables.take }),
      onKept: (item) => kept.add(item),
      onProgress,
      signal: context.signal,
    });
    stop();
    if (result.complete && !dryRun) await mark("rolled-back");
    show(chosen, result, kept);
    return exitCodeFor(result);
  } finally {
    stop();
    kept.close();
  }
}

async function* noEntries(): AsyncGenerator<never> {}

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

const lostAreKept = "Items whose entries were lost are not undone";

/** What the journal holds. @throws UsageError if the run has no journal, or one that is damaged */
async function checkWhole(
  path: string,
  { run, journal: mark }: Checkpoint,
  context: ProcessContext,
): Promise<JournaledWrites> {
  if (!mark && !(await stat(path).catch(() => undefined)))
    throw new UsageError("no-journal", `run ${run} kept no journal (--no-journal) and cannot be rolled back`);
  const remedy = "Nothing was rolled back. Restore the file from a copy, then retry";
  const tables = new Set<string>();
  const onEntry = ({ table }: JournalEntry): unknown => tables.add(table);
  const { entries, bytes, size } = await checkJournal(path, { mark, remedy, onEntry });
  if (size > bytes) {
    const tail = { line: entries + 1, start: bytes, end: size };
    context.error(damagedTailWarning(tail, lostAreKept));
  } else if ((await keptDamagedBytes(path)) > 0)
    context.error(
      `Warning: the end of ${journalFile} could not be read when the run was resumed. ${lostAreKept}`,
    );
  return { entries, tables };
}

/** Prints every few seconds how far it is, until it is stopped. */
function startProgress(run: string, writes: number, { json }: RollbackOptions, context: ProcessContext) {
  let checked = 0;
  const stop = context.every(lineEveryMs, () => {
    if (json || checked === 0) return;
    const share = Math.floor((100 * checked) / Math.max(1, writes));
    context.error(`${run}: ${counted(checked, "write")} of ${counted(writes, "write")} checked, ${share} %`);
  });
  return { stop, onProgress: (entries: number) => (checked = entries) };
}

function showResult(
  run: Checkpoint,
  result: RollbackResult,
  kept: LineList<KeptItem>,
  options: RollbackOptions,
  context: ProcessContext,
): void {
  const dryRun = options.dryRun ?? false;
  if (options.json)
    printJson("rollback", { run: run.run, dryRun, ...result, keptItems: kept.first }, context);
  else rollbackText(run, result, dryRun, kept.first, relative(context.cwd, kept.path)).forEach(context.error);
}

function exitCodeFor(result: RollbackResult): ExitCode {
  if (!result.complete) return exitCode.interrupted;
  return result.kept > 0 ? exitCode.incomplete : exitCode.done;
}
