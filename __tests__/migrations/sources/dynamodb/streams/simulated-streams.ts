import type { StreamClock } from "../../../../../migrations/sources/dynamodb/streams/stream-clock";
import { StreamChangeLog } from "../../../../../migrations/sources/dynamodb/streams/stream-change-log";
import { StreamsApi } from "../../../../../migrations/sources/dynamodb/streams/streams-api";
import type { LogStep } from "../../../../../migrations/sources/change-log";
import { type Called, fakeService, serviceError } from "../../../dynamodb/fake-service";

/** A shard of a simulated stream. */
export interface SimulatedShard {
  readonly id: string;
  readonly parent?: string;
  /** Sequence number, key and kind of each record. */
  readonly records: (readonly [number, string, ("INSERT" | "MODIFY" | "REMOVE")?])[];
  isClosed: boolean;
  /** Records up to this sequence number were discarded. */
  trimmed?: number;
}

/** When the simulation starts, in milliseconds since 1970. */
export const start = Date.parse("2026-11-26T10:00:00Z");

/** Streams of tables as DynamoDB Streams has them, with a clock that only waits move. */
export class SimulatedStreams {
  readonly shards = new Map<string, SimulatedShard[]>();
  readonly calls: Called[] = [];
  /** What a call throws instead. */
  refuse: (called: Called) => Error | undefined = () => undefined;
  isDisabled = false;
  /** Records of one response. */
  pageSize = 2;
  elapsed = 0;

  readonly clock: StreamClock = {
    now: () => start + this.elapsed,
    monotonic: () => this.elapsed,
    sleep: async (ms) => {
      await new Promise(setImmediate);
      this.elapsed += ms;
    },
  };

  /** Adds a shard to the stream of a table. */
  shard(table: string, id: string, parent?: string): SimulatedShard {
    const shard = { id, ...(parent !== undefined && { parent }), records: [], isClosed: false };
    this.shards.set(table, [...(this.shards.get(table) ?? []), shard]);
    return shard;
  }

  log(entities: Record<string, readonly string[]> = { users: ["user"] }): StreamChangeLog {
    const service = fakeService((called) => this.respond(called));
    return new StreamChangeLog(new Map(Object.entries(entities)), {
      api: new StreamsApi(service),
      clock: this.clock,
      streamOf: (table) => Promise.resolve(this.shards.has(table) ? arnOf(table) : undefined),
      failed: (error) => Promise.resolve(error as Error),
    });
  }

  private respond(called: Called): unknown {
    this.calls.push(called);
    this.elapsed++;
    const refusal = this.refuse(called);
    if (refusal) throw refusal;
    if (called.operation === "DescribeStream") return this.describe(called.body);
    if (called.operation === "GetShardIterator") return this.iterator(called.body);
    return this.page(called.body);
  }

  private describe({ StreamArn: arn, ExclusiveStartShardId: after }: Called["body"]): unknown {
    const all = this.of(String(arn));
    const at = all.findIndex(({ id }) => id === after) + 1;
    const Shards = all.slice(at, at + 2).map(({ id, parent, isClosed }) => ({
      ...{ ShardId: id, ParentShardId: parent },
      SequenceNumberRange: { StartingSequenceNumber: "1", ...(isClosed && { EndingSequenceNumber: "9" }) },
    }));
    const next = at + 2 < all.length ? all[at + 1]?.id : undefined;
    const StreamStatus = this.isDisabled ? "DISABLED" : "ENABLED";
    return { StreamDescription: { StreamArn: arn, StreamStatus, Shards, LastEvaluatedShardId: next } };
  }

  private iterator({ StreamArn: arn, ShardId: id, SequenceNumber: after = "0" }: Called["body"]): unknown {
    const shard = this.of(String(arn)).find((one) => one.id === id);
    if (!shard) throw serviceError("ResourceNotFoundException");
    if (after !== "0" && Number(after) < (shard.trimmed ?? 0))
      throw serviceError("TrimmedDataAccessException");
    return { ShardIterator: `${String(arn)} ${shard.id} ${String(after)}` };
  }

  private page({ ShardIterator: iterator }: Called["body"]): unknown {
    const [arn = "", id, after] = String(iterator).split(" ");
    const { records, isClosed } = this.of(arn).find((one) => one.id === id) as SimulatedShard;
    const left = records.filter(([sequence]) => sequence > Number(after));
    const some = left.slice(0, this.pageSize);
    const last = some.at(-1)?.[0] ?? after;
    const isEnd = isClosed && some.length === left.length;
    return {
      Records: some.map(([sequence, key, kind = "MODIFY"]) => ({
        eventName: kind,
        dynamodb: {
          ...{ Keys: { id: { S: key } }, SequenceNumber: String(sequence) },
          ApproximateCreationDateTime: start / 1000 + sequence,
        },
      })),
      ...(!isEnd && { NextShardIterator: `${arn} ${id} ${last}` }),
    };
  }

  private of(arn: string): SimulatedShard[] {
    return [...this.shards].find(([table]) => arnOf(table) === arn)?.[1] ?? [];
  }
}

function arnOf(table: string): string {
  return `arn:aws:dynamodb:us-east-1:123456789012:table/${table}/stream/1`;
}

/** Reads steps until one satisfies a condition; fails after 1000. */
export async function stepsUntil(
  log: StreamChangeLog,
  from: string,
  isEnough: (steps: readonly LogStep[]) => boolean,
): Promise<readonly LogStep[]> {
  const steps: LogStep[] = [];
  for await (const step of log.changes(from, new AbortController().signal)) {
    steps.push(step);
    if (isEnough(steps)) return steps;
    if (steps.length > 1000) break;
  }
  throw new Error(`1000 steps were not enough: ${JSON.stringify(steps.slice(-3))}`);
}

/** The ids of the items that steps say were written. */
export function idsOf(steps: readonly LogStep[]): (string | undefined)[] {
  return steps.flatMap(({ changes }) =>
    changes.map(({ key }) => (JSON.parse(key) as { id: { S: string } }).id.S),
  );
}
