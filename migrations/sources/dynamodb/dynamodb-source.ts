import type { ReadRate } from "../../dynamodb/rate/read-rate";
import { InterruptedError, type RunnerError, UnreachableError } from "../../errors";
import type { Caller } from "../../dynamodb/client/caller";
import type { RetryPolicy } from "../../dynamodb/client/retry-policy";
import { BatchGet } from "../../dynamodb/reader/batch-get";
import { ScanSegment } from "../../dynamodb/reader/scan-segment";
import type { RowLookup, WatchedEntity } from "../change-log";
import { dynamoDbError } from "./dynamodb-error";
import { DynamoDbLookup } from "./dynamodb-lookup";
import { DynamoDbScan, type ReadSegmentPage, type Table } from "./dynamodb-scan";
import { StreamChangeLog } from "./streams/stream-change-log";
import type { StreamClock } from "./streams/stream-clock";
import { StreamsApi } from "./streams/streams-api";
import type { Reading, RowsFrom, RowStream, Source, SourcePart } from "../source";

/** How a table is scanned. */
export interface ScanSettings {
  /** Segments that are read in parallel, 1 to 1,000,000. A run is resumed only with its own number. @default 4 */
  readonly segments?: number;
  /** Whether nothing just written may be missed, at twice the price. @default true */
  readonly isConsistent?: boolean;
  /** Creates the limit that all reads of a table share. @default as fast as the service responds */
  readonly makeRate?: () => ReadRate | undefined;
}

/** The members of a table's description that a read needs. */
interface Description {
  readonly TableId?: string;
  /** Seconds since 1970. */
  readonly CreationDateTime?: number;
  readonly KeySchema?: readonly { readonly AttributeName?: string }[];
  readonly ItemCount?: number;
  readonly StreamSpecification?: { readonly StreamEnabled?: boolean } | null;
  readonly LatestStreamArn?: string | null;
}

/** What following tables needs besides reading them. */
export interface FollowAccess {
  /** DynamoDB Streams; retries what fails. */
  readonly streams: Caller;
  /** For keys that the service leaves unprocessed. */
  readonly retryPolicy: RetryPolicy;
  readonly clock: StreamClock;
}

/**
 * Items from the tables of DynamoDB, of any region, account or endpoint. A table of another account whose policy grants the
 * access is named by its ARN, instead of its name. Items keep every type and every digit. A
 * table is scanned in parallel segments, which take turns in a fixed order, so that items have the same numbers at
 * every reading while nobody writes to the table.
 *
 * @example
 * const access = accessOf(new DynamoDBClient({ region: "us-east-1" }));
 * const service = new DynamoDbService(access, { now: Date.now });
 * new DynamoDbSource(service, "us-east-1").rows({ table: "users" });
 */
export class DynamoDbSource implements Source {
  readonly lookup?: NonNullable<Source["lookup"]>;
  readonly changeLog?: NonNullable<Source["changeLog"]>;
  /** By the table's name. */
  private readonly rates = new Map<string, ReadRate>();

  /**
   * @param service retries what fails; see `RetryingClient`
   * @param shown the region or endpoint of the service, for messages
   * @param follow without it, tables cannot be followed
   */
  constructor(
    private readonly service: Caller,
    private readonly shown: string,
    private readonly settings: ScanSettings = {},
    follow?: FollowAccess,
  ) {
    if (!follow) return;
    this.lookup = ({ table = "" }, signal) => this.makeLookup(table, follow, signal);
    this.changeLog = (watched) => Promise.resolve(this.makeChangeLog(watched, follow));
  }

  describe({ table }: RowsFrom): string {
    return `${this.shown} ${table}`;
  }

  /** Changes if the table is deleted and created again; writes to the table do not change it. */
  async version({ table }: RowsFrom): Promise<string> {
    const { TableId: id, CreationDateTime: created } = await this.lookUp(table ?? "", undefined);
    if (id !== undefined) return `table id ${id}`;
    return `made ${created === undefined ? undefined : new Date(created * 1000).toISOString()}`;
  }

  rows({ table = "" }: RowsFrom, reading: Reading = {}): RowStream {
    const { segments: totalSegments = 4, isConsistent } = this.settings;
    const describe = async (): Promise<Table> => {
      const { KeySchema: keys = [], ItemCount: itemCount = 0 } = await this.lookUp(table, reading.signal);
      return { name: table, keyNames: keys.map((key) => key.AttributeName ?? ""), itemCount };
    };
    const rate = this.rateOf(table);
    const segments = Array.from(
      { length: totalSegments },
      (_, segment) =>
        new ScanSegment(this.service, {
          ...{ table, segment, totalSegments, isConsistent, rate: rate?.segment() },
        }),
    );
    const page: ReadSegmentPage = (segment, after, signal) =>
      this.ask(signal, table, "dynamodb:Scan", () => (segments[segment] as ScanSegment).page(after, signal));
    return new DynamoDbScan(totalSegments, describe, page, reading);
  }

  /** Each segment is a part; how many there are is a setting. */
  split(from: RowsFrom): Promise<SourcePart[]> {
    const { segments = 4 } = this.settings;
    const parts = Array.from({ length: segments }, (_, segment) => ({ from, range: `segment ${segment}` }));
    return Promise.resolve(segments > 1 ? parts : [{ from }]);
  }

  private async makeLookup(
    table: string,
    { retryPolicy }: FollowAccess,
    signal: AbortSignal | undefined,
  ): Promise<RowLookup> {
    const { KeySchema: keys = [] } = await this.lookUp(table, signal);
    const names = keys.map((key) => key.AttributeName ?? "");
    const reader = new BatchGet(this.service, retryPolicy, signal);
    return new DynamoDbLookup(table, names, reader, (error) =>
      this.errorOf(error, table, "dynamodb:BatchGetItem", "grant dynamodb:BatchGetItem"),
    );
  }

  private makeChangeLog(
    watched: readonly WatchedEntity[],
    { streams, clock }: FollowAccess,
  ): StreamChangeLog {
    const entities = new Map<string, string[]>();
    for (const { entity, from } of watched) {
      const { table = "" } = from;
      entities.set(table, [...(entities.get(table) ?? []), entity]);
    }
    const streamOf = async (table: string) => {
      const { LatestStreamArn: arn, StreamSpecification: stream } = await this.lookUp(table, undefined);
      return stream?.StreamEnabled === true ? (arn ?? undefined) : undefined;
    };
    const grant = "grant dynamodb:DescribeStream, dynamodb:GetShardIterator and dynamodb:GetRecords";
    return new StreamChangeLog(entities, {
      ...{ api: new StreamsApi(streams), clock, streamOf },
      failed: (error, table) => this.errorOf(error, table, "dynamodb:GetRecords", grant),
    });
  }

  private rateOf(table: string): ReadRate | undefined {
    const rate = this.rates.get(table) ?? this.settings.makeRate?.();
    if (rate) this.rates.set(table, rate);
    return rate;
  }

  private async lookUp(table: string, signal: AbortSignal | undefined): Promise<Description> {
    this.checkRegion(table);
    const request = Buffer.from(JSON.stringify({ TableName: table }));
    const { json } = await this.ask(signal, table, "dynamodb:DescribeTable", () =>
      this.service.call("DescribeTable", request, signal),
    );
    return json["Table"] as Description;
  }

  /** @throws UnreachableError if the ARN of a table names another region than the address */
  private checkRegion(table: string): void {
    const region = /^arn:[^:]*:dynamodb:([^:]*):/.exec(table)?.[1];
    if (region === undefined || region === this.shown || this.shown.includes("://")) return;
    throw new UnreachableError(
      "source-wrong-shape",
      `the table ${table} is in ${region}, and the source is dynamodb: ${this.shown}; change one of them`,
    );
  }

  private async ask<Response>(
    signal: AbortSignal | undefined,
    table: string,
    action: string,
    request: () => Promise<Response>,
  ): Promise<Response> {
    try {
      return await request();
    } catch (error) {
      if (signal?.aborted) throw new InterruptedError();
      throw await this.errorOf(error, table, action);
    }
  }

  private errorOf(error: unknown, table: string, action: string, grant?: string): Promise<RunnerError> {
    return dynamoDbError(error, this.service, this.shown, table, action, grant);
  }
}
