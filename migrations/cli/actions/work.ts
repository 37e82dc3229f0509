import { setMaxListeners } from "node:events";
import { stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { InterruptedError, RunnerError, UsageError } from "../../errors";
import { type Manifest, readManifest, type Shard } from "../../run-store/shards/manifest";
import { RateTickets, ticketCount } from "../../run-store/shards/rate-tickets";
import { exitCode, type ExitCode } from "../exit-code";
import type { ProcessContext } from "../process-context";
import { connect } from "../wiring/dynamodb";
import { openMigration } from "../wiring/open-migration";
import { RateShare } from "../wiring/rate-share";
import { opener } from "../wiring/run-opener";
import { ShardWorker } from "../wiring/shard-worker";
import { stopFile } from "../wiring/shard-folders";
import { type TicketHolder, holdTickets } from "../wiring/hold-tickets";
import { parseSettings, type WorkerSettings } from "../wiring/worker-settings";

export interface WorkOptions {
  /** Which of the workers it is, from 0: where it starts to look for shards. */
  readonly index?: number;
}

/** Between two looks for the file that asks all workers to stop. */
const lookMs = 1000;

/** `dynamodb-migrate work`: moves shards of a run until none is left that no other worker has. */
export async function work(
  location: string,
  { index = 0 }: WorkOptions,
  outer: ProcessContext,
): Promise<ExitCode> {
  const folder = resolve(outer.cwd, location);
  const manifest = await readManifest(folder);
  if (!manifest)
    throw new UsageError(
      "manifest-missing",
      `${location} is not the folder of a run that was started with --workers`,
    );
  const { settings, context, close } = workerContext(folder, manifest, outer);
  try {
    return await workIn(folder, manifest, settings, index, context);
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

/** The context of the run's own process, which also stops once the run is asked to. */
function workerContext(folder: string, manifest: Manifest, outer: ProcessContext) {
  const settings = parseSettings(manifest.options);
  const stopping = new AbortController();
  const signal = AbortSignal.any([outer.signal, stopping.signal]);
  setMaxListeners(0, signal);
  const close = outer.every(lookMs, () => {
    void stat(join(folder, stopFile)).then(
      () => stopping.abort(),
      () => undefined,
    );
  });
  const { giveUpAfterMs = outer.giveUpAfterMs } = settings;
  const context: ProcessContext = {
    ...outer,
    cwd: manifest.cwd,
    giveUpAfterMs,
    readShare: 1 / manifest.workers,
    signal,
  };
  return { settings, context, close };
}

async function workIn(
  folder: string,
  manifest: Manifest,
  settings: WorkerSettings,
  index: number,
  context: ProcessContext,
): Promise<ExitCode> {
  const migration = await openMigration(manifest.file, settings.options, context);
  if (migration.definition.fingerprint !== manifest.definition)
    throw new UsageError(
      "definition-changed",
      `${manifest.file} has changed since the run in ${folder} started; restore it, or start over with --no-resume`,
    );
  const connection = connect(migration, settings.options, context);
  const share = new RateShare();
  const tickets = new RateTickets(join(folder, "rate"), ticketCount(manifest.workers), opener(context));
  let holder: TicketHolder | undefined;
  try {
    holder = await holdTickets(
      { migration, settings, connection, share, tickets, workers: manifest.workers },
      context,
    );
    const worker = new ShardWorker({ folder, migration, settings, connection, share }, context);
    return await moveAll(worker, fromIndex(manifest, index), context);
  } finally {
    await holder?.release();
    connection.client.destroy();
  }
}

/** All shards, from the worker's own part on. */
function fromIndex({ shards, workers }: Manifest, index: number): Shard[] {
  const first = Math.floor(((index % workers) * shards.length) / workers);
  return [...shards.slice(first), ...shards.slice(0, first)];
}

async function moveAll(
  worker: ShardWorker,
  shards: readonly Shard[],
  context: ProcessContext,
): Promise<ExitCode> {
  const failed = new Set<string>();
  context.parent?.onMessage((message) => {
    if (message.kind === "skip") failed.add(message.shard);
  });
  let code: ExitCode = exitCode.done;
  for (const shard of shards) {
    if (context.signal.aborted) return exitCode.interrupted;
    const result = failed.has(shard.id) ? undefined : await worker.move(shard);
    if (result?.outcome === "interrupted") return exitCode.interrupted;
    if (result?.failure) throw result.failure;
    const failure = result?.entities.find((entity) => entity.failure)?.failure;
    if (!failure) continue;
    code = exitCode.unreachable;
    const { kind, code: error, message } = failure;
    if (context.parent)
      context.parent.send({ kind: "failed", shard: shard.id, error: { kind, code: error, message } });
  }
  return code;
}
