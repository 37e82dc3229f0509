import { anySignal } from "../../any-signal";
import { InterruptedError, RunnerError, UsageError } from "../../errors";
import type { Manifest, Shard } from "../../run-store/shards/manifest";
import { ticketCount } from "../../run-store/shards/rate-tickets";
import { exitCode, type ExitCode } from "../exit-code";
import { clock } from "../clock";
import type { ProcessContext } from "../process-context";
import { connectItems } from "../wiring/connect-items";
import { type OpenedLocation, openLocation } from "../wiring/open-location";
import { type Migration, openMigration } from "../wiring/open-migration";
import { RateShare } from "../wiring/rate-share";
import type { RunLocation } from "../wiring/run-location";
import { ShardWorker } from "../wiring/shard-worker";
import { splitMsIn } from "../wiring/shard-splitter";
import { type TicketHolder, holdTickets } from "../wiring/hold-tickets";
import type { TableFilesOrder } from "../wiring/table-files-order";
import { parseSettings, type WorkerSettings } from "../wiring/worker-settings";

export interface WorkOptions {
  /** Which of the workers it is, from 0: where it starts to look for shards. */
  readonly index?: number;
  /** On this machine, for the files of shards of a run in S3. */
  readonly runFolder: string;
}

/** `dynamodb-migrate work`: moves shards of a run until none is left that no other worker has. */
export async function work(
  shown: string,
  { index, runFolder }: WorkOptions,
  outer: ProcessContext,
): Promise<ExitCode> {
  const opened = await openLocation(shown, runFolder, outer);
  const { settings, context, close } = workerContext(opened, outer);
  try {
    const code = await workAt(opened, settings, index ?? indexIn(outer), context);
    return code === exitCode.interrupted && isToBeReplaced(outer) ? exitCode.retry : code;
  } catch (error) {
    if (!(error instanceof RunnerError) || !context.parent) throw error;
    if (error instanceof InterruptedError) return exitCode.interrupted;
    const { kind, code, message } = error;
    context.parent.send({ kind: "failed", error: { kind, code, message } });
    return exitCode.unreachable;
  } finally {
    close();
  }
}

/** Its host ends it, as AWS Batch does before a Spot interruption. A worker of this machine is replaced by its parent. */
function isToBeReplaced({ parent, stoppedBy }: ProcessContext): boolean {
  return !parent && stoppedBy?.() === "SIGTERM";
}

/** Which worker of an array job of AWS Batch it is; 0 elsewhere. */
function indexIn({ env }: ProcessContext): number {
  const index = Number(env["AWS_BATCH_JOB_ARRAY_INDEX"] ?? 0);
  return Number.isInteger(index) && index >= 0 ? index : 0;
}

/** The context of the run's own process, which also stops once the run is asked to. */
function workerContext({ location, manifest }: OpenedLocation, outer: ProcessContext) {
  const settings = parseSettings(manifest.options);
  const stopping = new AbortController();
  const signal = anySignal(outer.signal, stopping.signal);
  const close = outer.every(location.lookMs, () => {
    void location.isStopping().then(
      (isStopping) => isStopping && stopping.abort(),
      () => undefined,
    );
  });
  const { giveUpAfterMs = outer.giveUpAfterMs } = settings;
  const { texts } = manifest;
  const context: ProcessContext = {
    ...outer,
    // Machines that share a run have their own folders.
    ...(texts ? { texts: new Map(Object.entries(texts)) } : { cwd: manifest.cwd }),
    giveUpAfterMs,
    readShare: 1 / manifest.workers,
    signal,
  };
  return { settings, context, close };
}

async function workAt(
  { location, manifest, fence }: OpenedLocation,
  settings: WorkerSettings,
  index: number,
  context: ProcessContext,
): Promise<ExitCode> {
  if (await location.isStopping()) return exitCode.interrupted;
  const { options, tableFiles } = settings;
  const migration = await (tableFiles
    ? reopened(tableFiles, context)
    : openMigration(manifest.file, options, context));
  if (migration.definition.fingerprint !== manifest.definition)
    throw new UsageError(
      "definition-changed",
      `${manifest.file} has changed since the run in ${location.shown} started; restore it, or start over with --no-resume`,
    );
  const connection = connectItems(migration, options, context, fence);
  const { workers } = manifest;
  const share = new RateShare(1 / workers);
  let holder: TicketHolder | undefined;
  try {
    const tickets = location.tickets(ticketCount(workers));
    holder = await holdTickets({ migration, settings, connection, share, tickets, workers }, context);
    const splitMs = splitMsIn(context);
    const { state } = manifest;
    const parts = { location, migration, settings, connection, share, state, splitMs };
    const worker = new ShardWorker(parts, context);
    return await moveAll(worker, location, fromIndex(manifest, index), holder, context);
  } finally {
    await holder?.release();
    connection.close();
  }
}

async function reopened(order: TableFilesOrder, context: ProcessContext): Promise<Migration> {
  const { reopenTableFiles } = await import("../wiring/ordered-migration.js");
  return reopenTableFiles(order, context);
}

/** All shards, from the worker's own part on. */
function fromIndex({ shards, workers }: Manifest, index: number): Shard[] {
  const first = Math.floor(((index % workers) * shards.length) / workers);
  return [...shards.slice(first), ...shards.slice(0, first)];
}

async function moveAll(
  worker: ShardWorker,
  location: RunLocation,
  shards: readonly Shard[],
  holder: TicketHolder | undefined,
  context: ProcessContext,
): Promise<ExitCode> {
  const failed = new Set<string>();
  context.parent?.onMessage((message) => {
    if (message.kind === "skip") failed.add(message.shard);
  });
  let code: ExitCode = exitCode.done;
  for (let next = await location.startWith(shards); next.length > 0;) {
    let isIdle = true;
    for (const shard of next) {
      if (context.signal.aborted) return exitCode.interrupted;
      const ended = failed.has(shard.id) ? undefined : await moveOne(worker, shard, context);
      if (ended === "interrupted") return exitCode.interrupted;
      if (ended === "failed") failed.add(shard.id);
      if (ended === "failed") code = exitCode.unreachable;
      if (ended !== "busy") isIdle = false;
    }
    // Others were quicker, and may have changed what is seen here.
    if (isIdle) await clock.sleep(location.lookMs * context.random(), context.signal);
    next = await location.awaited(shards, {
      isExcluded: ({ id }) => failed.has(id),
      // A worker that waits leaves its part of the rate to the others.
      onWaiting: async () => holder?.pause(),
    });
    if (next.length > 0) await holder?.resume();
  }
  return code;
}

/** @returns "interrupted" if the worker is asked to stop, "failed" if the shard's source failed, "busy" if another worker has it */
async function moveOne(
  worker: ShardWorker,
  shard: Shard,
  context: ProcessContext,
): Promise<"interrupted" | "failed" | "busy" | undefined> {
  const result = await worker.move(shard).catch(unlessLost(context));
  if (result?.outcome === "interrupted") return "interrupted";
  if (result?.failure) return unlessLost(context)(result.failure);
  if (!result) return "busy";
  const failure = result.entities.find((entity) => entity.failure)?.failure;
  if (!failure) return undefined;
  const { kind, code, message } = failure;
  context.parent?.send({ kind: "failed", shard: shard.id, error: { kind, code, message } });
  return "failed";
}

/** Another worker moves the shard. @throws every other error */
function unlessLost({ error: say }: ProcessContext): (error: unknown) => undefined {
  return (error) => {
    if (!(error instanceof RunnerError) || error.code !== "lease-lost") throw error;
    say(error.message);
    return undefined;
  };
}
