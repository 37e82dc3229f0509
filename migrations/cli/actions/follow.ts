import { resolve } from "node:path";
import { UsageError } from "../../errors";
import { ItemsWithoutEpoch } from "../../dynamodb/writer/items-without-epoch";
import { SortKeyRanges } from "../../dynamodb/reader/sort-key-range";
import { ChangeWriter } from "../../dynamodb/writer/change-writer";
import type { RateLimit } from "../../dynamodb/rate/rate-limit";
import { ChangeApplier, type ApplierSettings } from "../../pipeline/follow/change-applier";
import { followChanges } from "../../pipeline/follow/follow";
import type { OpenApplier } from "../../pipeline/follow/follow-settings";
import type { FollowProgress, FollowResult } from "../../pipeline/follow/follow-progress";
import { UnansweredMarks } from "../../pipeline/follow/unanswered-marks";
import type { ComparisonSettings } from "../../pipeline/follow/foreign-writes";
import type { Checkpoint } from "../../run-store/checkpoint";
import { RunFolder } from "../../run-store/folder/run-folder";
import type { JournalFile } from "../../run-store/journal/journal-file";
import type { FollowState } from "../../run-store/follow/follow-state";
import { saveFollowState } from "../../run-store/follow/follow-file";
import { readFollowedState } from "../../run-store/follow/followed-state";
import { defaultGiveUpAfterMs } from "../../dynamodb/client/retry-policy";
import { followText } from "../../report/text/follow-text";
import { clock } from "../clock";
import { exitCode, type ExitCode, exitCodeOf } from "../exit-code";
import type { FollowOptions } from "../options/follow-options";
import { FollowLines } from "../output/follow-lines";
import { nextCommand } from "../output/next-command";
import { printJson } from "../output/print-json";
import type { ProcessContext } from "../process-context";
import type { Connection } from "../wiring/dynamodb";
import { FollowedAuthority } from "../wiring/followed-authority";
import type { LostWrites } from "../wiring/lost-writes";
import { type FollowedRun, refuseOpen } from "../wiring/followed-run";
import {
  closeLookups,
  type Following,
  openFollowing,
  openLookups,
  refuseChanged,
  suspendedIn,
} from "../wiring/open-follow";
import { openFollowed, type OpenFollowed } from "../wiring/open-followed";
import { obeyAuthority } from "../wiring/obey-authority";
import { openJournal } from "../wiring/open-journal";
import type { Migration } from "../wiring/open-migration";
import { identities } from "../wiring/prepare-tables";
import { opener } from "../wiring/run-opener";
import { writeLimit, writeRate } from "../wiring/write-rate";

/** `dynamodb-migrate follow`: carries the changes of the source over to the tables. */
export async function follow(
  file: string,
  options: FollowOptions,
  context: ProcessContext,
): Promise<ExitCode> {
  return followOpened(await openFollowed(file, options, context), {
    ...{ options, context },
    show: (run, result) => showResult(run, result, file, options, context),
  });
}

/** The same for a run that was opened before, wherever the order for it came from. */
export async function followOpened(
  { migration, connection, lostWrites, found }: OpenFollowed,
  order: Pick<FollowOrder, "options" | "context" | "show" | "onProgress">,
): Promise<ExitCode> {
  const { options, context } = order;
  try {
    refuseOpen(found.run, options);
    const names = Object.keys(found.run.entities);
    await obeyAuthority("follow", migration, { ...options, entity: names }, context);
    return await followRun({ ...order, migration, connection, lostWrites, found });
  } finally {
    connection.client.destroy();
  }
}

/** What is followed, and how. */
interface FollowOrder {
  readonly migration: Migration;
  readonly connection: Connection;
  readonly lostWrites: LostWrites;
  readonly found: FollowedRun;
  readonly options: FollowOptions;
  readonly context: ProcessContext;
  /** Shows how it ended. */
  readonly show: (run: string, result: FollowResult) => void;
  /** Called some times per second. @default none */
  readonly onProgress?: ((progress: FollowProgress) => void) | undefined;
}

async function followRun(order: FollowOrder): Promise<ExitCode> {
  const { migration, connection, found, options, context } = order;
  const { run } = found;
  const names = Object.keys(run.entities);
  await refuseRecreated(run, migration, connection);
  const suspended = suspendedIn(found.state);
  const following = await openFollowing(migration, names, connection, context.signal, {
    ...{ suspended, mayBeChanged: true },
  });
  try {
    const store = await RunFolder.open(resolve(context.cwd, options.runFolder), run.run, opener(context));
    try {
      return await followIn(store, following, order);
    } finally {
      await store.close();
    }
  } finally {
    await following.log.close();
  }
}

async function followIn(store: RunFolder, following: Following, order: FollowOrder): Promise<ExitCode> {
  const { options, context, found } = order;
  // Another process may have followed before this one had the lock.
  const state = (await readFollowedState(store.folder)) ?? found.state;
  const checkpoint = store.checkpoint as Checkpoint;
  const journal = await openJournal(store, checkpoint.journal !== undefined);
  const entities = [...following.entities.keys()];
  const lines = new FollowLines(context, options, store.folder, order.onProgress);
  const authority = await openAuthority(order, following);
  authority?.start();
  try {
    const until = options.until === "caught-up" ? await following.log.end() : options.until;
    context.error(
      `Following run ${store.run}: changes are carried over${until === undefined ? " until Ctrl-C" : ""}`,
    );
    const result = await followChanges({
      ...{ log: following.log, state, until, observer: lines, entities },
      unanswered: new UnansweredMarks({
        ...{ entities, state, now: context.now, lastAt: () => order.lostWrites.lastAt },
        ...(authority && { mark: authority.markUnanswered.bind(authority) }),
      }),
      open: (suspended) => openApplier(order, following, journal, authority, suspended),
      store: { save: (next) => save(store, checkpoint, journal, next, context) },
      ...(options.onError && { onError: options.onError }),
      giveUpAfterMs: context.giveUpAfterMs ?? defaultGiveUpAfterMs,
      ...{ now: context.now, monotonic: context.monotonic, signal: context.signal },
      sleep: async (ms, signal) => clock.sleep(ms, signal),
    });
    lines.end();
    return conclude(store.run, result, order);
  } finally {
    lines.end();
    await authority?.close();
    await journal?.close();
  }
}

/** What was journaled is on disk before the position that relies on it. */
async function save(
  store: RunFolder,
  checkpoint: Checkpoint,
  journal: JournalFile | undefined,
  state: FollowState,
  context: ProcessContext,
): Promise<void> {
  if (journal) {
    const settled = Object.entries(checkpoint.entities).map(
      ([name, one]) => [name, one.settledUpTo] as const,
    );
    const mark = journal.mark(new Map(settled));
    const updatedAt = context.now().toISOString();
    await store.save({ ...checkpoint, updatedAt, journal: mark }, [], () => journal.sync());
  }
  await saveFollowState(store.folder, state);
}

async function openApplier(
  order: FollowOrder,
  following: Following,
  journal: JournalFile | undefined,
  authority: FollowedAuthority | undefined,
  suspended: ReadonlySet<string>,
): Promise<OpenApplier> {
  const { connection, context } = order;
  const { writes, retryPolicy } = connection;
  refuseChanged(following, suspended);
  const { settings, close } = await openComparison(order, following, suspended);
  const applier = new ChangeApplier({
    ...{ ...settings, journal },
    writer: new ChangeWriter(writes, retryPolicy, context.signal),
    take: takeFor(following.entities, order),
  });
  return { applier: authority?.applier(applier) ?? applier, close };
}

/** Opens what reads rows and their items. */
async function openComparison(
  { migration, connection, context }: FollowOrder,
  { entities, log }: Following,
  suspended: ReadonlySet<string>,
): Promise<{ readonly settings: ComparisonSettings; readonly close: () => Promise<void> }> {
  const { service, retryPolicy } = connection;
  const lookups = await openLookups(migration, entities, context.signal, suspended);
  const settings = {
    ...{ entities, log, lookups },
    reader: new ItemsWithoutEpoch(service, retryPolicy, context.signal),
    ranges: new SortKeyRanges(service, context.signal),
  };
  return { settings, close: () => closeLookups(lookups) };
}

/** Obeys the control of a cutover, if there is one. */
function openAuthority(order: FollowOrder, following: Following): Promise<FollowedAuthority | undefined> {
  const { migration, connection, options, context } = order;
  const names = [...following.entities.keys()];
  const unread = new Set([...suspendedIn(order.found.state), ...following.changed.keys()]);
  return FollowedAuthority.open(
    { migration, connection, names, metrics: options.metrics ?? false, context },
    () => openComparison(order, following, unread),
  );
}

/** A request with many items waits for what each of them costs. */
function takeFor(
  entities: Following["entities"],
  { options, connection, context }: FollowOrder,
): ApplierSettings["take"] {
  const limits = new Map<string, RateLimit | undefined>();
  for (const { table } of entities.values())
    limits.set(table.name, writeLimit(table, writeRate(table, options.rate, connection)));
  return async ({ name }, items) => {
    for (const item of items) await limits.get(name)?.take([item], context.signal);
  };
}

async function refuseRecreated(run: Checkpoint, migration: Migration, connection: Connection): Promise<void> {
  const now = await identities(migration, {}, connection);
  const before = new Map(Object.entries(run.target.tableIds ?? {}));
  const id = Object.keys(now).find((one) => (before.get(one) ?? now[one]) !== now[one]);
  if (id === undefined) return;
  const table = migration.target.tables[id]?.name;
  const message = `table ${table} was deleted and created again since run ${run.run} wrote to it; start over with run --follow --no-resume`;
  throw new UsageError("table-recreated", message);
}

function showResult(
  run: string,
  result: FollowResult,
  file: string,
  options: FollowOptions,
  context: ProcessContext,
): void {
  const next = nextCommand("verify", [file], options);
  if (options.json) printJson("follow", followJson(run, result), context);
  else followText(run, result, next).forEach(context.error);
}

function conclude(run: string, result: FollowResult, { show }: FollowOrder): ExitCode {
  show(run, result);
  if (result.outcome === "interrupted") return exitCode.interrupted;
  if (result.failure) return exitCodeOf(result.failure) ?? exitCode.unreachable;
  return result.rejected + result.suspended.length === 0 ? exitCode.done : exitCode.incomplete;
}

function followJson(run: string, result: FollowResult) {
  const { outcome, phase, position, counts, dirty, rejected, suspended, lagMs, failure } = result;
  return {
    ...{
      run,
      outcome,
      phase,
      position,
      counts,
      dirty,
      rejected,
      suspended: [...suspended],
      lagSeconds: lagMs / 1000,
    },
    ...(failure && { failure: { code: failure.code, message: failure.message } }),
  };
}
