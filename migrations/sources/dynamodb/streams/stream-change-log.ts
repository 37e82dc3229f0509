import { randomUUID } from "node:crypto";
import { UnreachableError } from "../../../errors";
import { serviceErrorOf } from "../../../dynamodb/client/service-error";
import { startOver } from "../../start-over";
import type { ChangeLog, LogPosition, LogProblem, LogState, LogStep, RowChange } from "../../change-log";
import { rowKeyOf } from "../dynamodb-lookup";
import { type MergedRecords, MergedStreams } from "./merged-streams";
import type { StreamClock } from "./stream-clock";
import type { StreamRecord, StreamsApi } from "./streams-api";
import {
  isPositionReached,
  momentText,
  parsePosition,
  positionText,
  type StreamsPosition,
} from "./streams-position";
import { TableStream } from "./table-stream";

/** DynamoDB keeps records this long. */
const retentionMs = 24 * 3600 * 1000;
/** A record is in the stream within this time after the write was acknowledged. */
const delayMs = 1000;

/** What reading the streams of tables needs. */
export interface StreamAccess {
  readonly api: StreamsApi;
  readonly clock: StreamClock;
  /** The ARN of a table's stream; `undefined` if it has none. @throws UnreachableError */
  readonly streamOf: (table: string) => Promise<string | undefined>;
  /** Makes the error of the source from what a request for a table's stream throws. */
  readonly failed: (error: unknown, table: string) => Promise<Error>;
}

/**
 * The changes of tables by DynamoDB Streams. Any kind of image suffices, because rows are read again by their keys.
 * Rows are read strongly consistent, so that every change in a stream is visible.
 *
 * DynamoDB allows two readers per shard: this one, and one other, such as a Lambda function.
 */
export class StreamChangeLog implements ChangeLog {
  private readonly process = randomUUID();
  /** The moment of the latest call of {@link end}. */
  private asked = -Infinity;

  /** @param entities the followed entities of each table */
  constructor(
    private readonly entities: ReadonlyMap<string, readonly string[]>,
    private readonly access: StreamAccess,
  ) {}

  async check(): Promise<readonly LogProblem[]> {
    const problems: LogProblem[] = [];
    for (const table of this.entities.keys()) {
      const message = await this.problemOf(table);
      if (message !== undefined) problems.push({ message });
    }
    return problems;
  }

  /** Closed shards have nothing new; open ones are read from their start, up to 4 hours ago. */
  async begin(): Promise<LogPosition> {
    const readAt = this.access.clock.now();
    const streams = await Promise.all(
      [...this.entities.keys()].map(async (table) => {
        const arn = await this.requireStream(table);
        const { shards } = await this.asking(table, () => this.access.api.shards(arn));
        const at = new Map(shards.map(({ id, isClosed }) => [id, isClosed ? "end" : "trim-horizon"]));
        return [table, { arn, shards: at }] as const;
      }),
    );
    return positionText({ readAt, streams: new Map(streams) });
  }

  passivePosition(): Promise<LogPosition> {
    return this.begin();
  }

  async *changes(from: LogPosition, signal: AbortSignal): AsyncIterable<LogStep> {
    const position = parsePosition(from);
    const { clock } = this.access;
    if (clock.now() - position.readAt >= retentionMs)
      throw lost([...this.entities.keys()].join(", "), position);
    const streams = await Promise.all(
      [...this.entities.keys()].map((table) => this.streamAt(table, position)),
    );
    const merged = new MergedStreams(streams, this.process, () => this.asked, clock);
    for await (const records of merged.records(signal)) yield this.stepOf(records);
  }

  /**
   * Streams have no mark for their end: it is reached when no shard has had more records since now, or when all of them
   * have had much later ones.
   */
  end(): Promise<LogPosition> {
    const { clock } = this.access;
    this.asked = clock.monotonic() + delayMs;
    const target = { process: this.process, at: this.asked, wall: clock.now() + delayMs };
    return Promise.resolve(momentText(target));
  }

  isReached(position: LogPosition, target: LogPosition): boolean {
    return isPositionReached(position, target);
  }

  /** Nothing: the service keeps records for 24 hours in any case. */
  settled(): Promise<void> {
    return Promise.resolve();
  }

  state(position: LogPosition): Promise<LogState> {
    const ageMs = this.access.clock.now() - parsePosition(position).readAt;
    return Promise.resolve({ retentionLeftMs: Math.max(0, retentionMs - ageMs), notes: [] });
  }

  /** Nothing: the streams belong to the tables. */
  remove(): Promise<readonly string[]> {
    return Promise.resolve([]);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  private stepOf({ table, records, position, at }: MergedRecords): LogStep {
    const entities = this.entities.get(table) ?? [];
    return {
      changes: records.flatMap((record) => changesOf(table, entities, record)),
      position: positionText(position),
      ...(at !== undefined && { committedAt: new Date(at) }),
    };
  }

  private async streamAt(table: string, position: StreamsPosition): Promise<TableStream> {
    const { api, clock, failed } = this.access;
    const arn = await this.requireStream(table);
    const from = position.streams.get(table);
    if (from?.arn !== arn)
      throw new UnreachableError(
        "log-lost",
        `the stream of table ${table} was replaced, and changes in between are not known; ${startOver}`,
      );
    return new TableStream(table, from, position.readAt, api, clock, async (error) =>
      lostCodes.has(serviceErrorOf(error).code) ? lost(table, position) : failed(error, table),
    );
  }

  private async requireStream(table: string): Promise<string> {
    const arn = await this.access.streamOf(table);
    if (arn === undefined) throw new UnreachableError("log-unusable", noStream(table));
    return arn;
  }

  private async problemOf(table: string): Promise<string | undefined> {
    const { api } = this.access;
    const arn = await this.access.streamOf(table);
    if (arn === undefined) return noStream(table);
    try {
      const { shards } = await api.shards(arn);
      const open = shards.find(({ isClosed }) => !isClosed);
      if (open) await api.records(await api.iterator(arn, open.id, "trim-horizon"), undefined, 1);
      return undefined;
    } catch (error) {
      const { code, message } = serviceErrorOf(error);
      if (!/AccessDenied|NotAuthorized/.test(code)) throw await this.access.failed(error, table);
      return `the stream of table ${table} may not be read (${message}); grant ${permissions} on ${arn}, as the construct MigrationRole does for tables in \`follow\``;
    }
  }

  private async asking<Response>(table: string, request: () => Promise<Response>): Promise<Response> {
    try {
      return await request();
    } catch (error) {
      throw await this.access.failed(error, table);
    }
  }
}

const permissions = "dynamodb:DescribeStream, dynamodb:GetShardIterator and dynamodb:GetRecords";
const lostCodes = new Set(["TrimmedDataAccessException", "ResourceNotFoundException"]);

function changesOf(
  table: string,
  entities: readonly string[],
  { kind, keys }: StreamRecord,
): readonly RowChange[] {
  const key = rowKeyOf(keys);
  return entities.map((entity) => ({ entity, kind, key, written: `${table} ${key}` }));
}

function noStream(table: string): string {
  return `table ${table} has no stream, which tells its changes; enable one: \`stream: keys-only\` in tables.yaml (any kind of image suffices), or aws dynamodb update-table --table-name ${table} --stream-specification StreamEnabled=true,StreamViewType=KEYS_ONLY`;
}

function lost(tables: string, { readAt }: StreamsPosition): UnreachableError {
  return new UnreachableError(
    "log-lost",
    `the stream of ${tables} no longer has all changes since ${new Date(readAt).toISOString()}, because DynamoDB keeps them for 24 hours; ${startOver}`,
  );
}
