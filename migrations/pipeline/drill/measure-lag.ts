import { InterruptedError } from "../../errors";
import type { Heartbeat, TableCopy } from "./heartbeat";

/** What measuring takes. */
export interface LagSettings {
  readonly primary: TableCopy;
  readonly replicas: readonly TableCopy[];
  /** Number of heartbeats, at least 1. */
  readonly samples: number;
  /** Milliseconds from one heartbeat to the next. */
  readonly intervalMs: number;
  /** Milliseconds after which a heartbeat counts as not replicated. */
  readonly timeoutMs: number;
  readonly makeHeartbeat: () => Heartbeat;
  /** Records that a heartbeat may be in a copy; after it resolves, a later drill removes it even after a kill. */
  readonly record: (copy: TableCopy, heartbeat: Heartbeat) => Promise<void>;
  /** Milliseconds since some moment in the past; never set back. */
  readonly monotonic: () => number;
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  readonly signal?: AbortSignal | undefined;
}

/** The replication to a region as measured. */
export interface ReplicaLag {
  readonly region: string;
  /** Milliseconds from the response to the write until the replica returned the heartbeat, the time of its read included. */
  readonly lagMs: readonly number[];
  /** Heartbeats that did not arrive in time. */
  readonly unreplicated: number;
  /** Milliseconds until the replica had accepted a write and returned it. */
  readonly writeMs: number;
}

/** Milliseconds between two reads of a replica. */
const pollMs = 10;

/**
 * Measures the replication lag: writes heartbeats to the primary region and reads each replica until it has them. Then
 * writes one heartbeat to each replica itself. The caller removes what was recorded.
 *
 * @throws UnreachableError, InterruptedError
 */
export async function measureLag(settings: LagSettings): Promise<ReplicaLag[]> {
  const { primary, replicas, samples, intervalMs, sleep, signal } = settings;
  const lags = new Map(
    replicas.map((copy) => [copy, { lagMs: [] as number[], unreplicated: 0, writeMs: 0 }]),
  );
  for (let sample = 0; sample < samples; sample++) {
    if (sample > 0) await sleep(intervalMs, signal);
    const heartbeat = await write(primary, settings);
    const from = settings.monotonic();
    await Promise.all(
      [...lags].map(async ([copy, lag]) => {
        const ms = await arrival(copy, heartbeat, from, settings);
        if (ms === undefined) lag.unreplicated++;
        else lag.lagMs.push(ms);
      }),
    );
  }
  for (const [copy, lag] of lags) lag.writeMs = await writeTime(copy, settings);
  return [...lags].map(([{ region }, lag]) => ({ region, ...lag }));
}

async function write(copy: TableCopy, { makeHeartbeat, record, signal }: LagSettings): Promise<Heartbeat> {
  if (signal?.aborted) throw new InterruptedError();
  const heartbeat = makeHeartbeat();
  await record(copy, heartbeat);
  const { item, key } = heartbeat;
  if (await copy.writer.restore(copy.table, item, undefined, key)) return heartbeat;
  throw new Error(`the key of a heartbeat is taken in table ${copy.table}`);
}

/** Milliseconds until a replica has a heartbeat; `undefined` if it does not have it in time. */
async function arrival(
  { reader, table }: TableCopy,
  { key }: Heartbeat,
  from: number,
  { monotonic, sleep, timeoutMs, signal }: LagSettings,
): Promise<number | undefined> {
  for (;;) {
    const [found] = await reader.get(table, [key]);
    const ms = monotonic() - from;
    if (found) return ms;
    if (ms >= timeoutMs) return undefined;
    if (signal?.aborted) throw new InterruptedError();
    await sleep(pollMs, signal);
  }
}

async function writeTime(copy: TableCopy, settings: LagSettings): Promise<number> {
  const from = settings.monotonic();
  const heartbeat = await write(copy, settings);
  await arrival(copy, heartbeat, from, settings);
  return settings.monotonic() - from;
}
