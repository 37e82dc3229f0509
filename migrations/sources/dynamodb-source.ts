import { DescribeTableCommand, type DynamoDBClient, ScanCommand } from "@aws-sdk/client-dynamodb";
import { InterruptedError } from "../errors";
import type { Item } from "../transform/item";
import { unmarshal } from "../transform/unmarshal";
import { scanCursor, scanPosition } from "./dynamodb-cursor";
import { dynamoDbError } from "./dynamodb-error";
import { DynamoDbSegment, type Page } from "./dynamodb-segment";
import type { Reading, RowsFrom, RowStream, Source, SourceChunk, SourceRow } from "./source";

/** How a table is scanned. */
export interface ScanSettings {
  /** Read at the same time, 1 to 1,000,000. A run goes on only with the number that it began with. @default 4 */
  readonly segments?: number;
  /** Whether nothing just written may be missed, at twice the price. @default true */
  readonly isConsistent?: boolean;
}

/** Items of a segment that are handed on before it is the next one's turn. */
const chunkItems = 100;

/** What is known of a table before it is read. */
interface Table {
  readonly name: string;
  readonly keyNames: readonly string[];
  readonly itemCount: number;
}

/**
 * Items from the tables of DynamoDB, of any region, account or endpoint. They keep every type and every digit. A
 * table is scanned in parallel segments, which take turns in a fixed order, so that items have the same numbers at
 * every reading while the table rests.
 *
 * @example
 * new DynamoDbSource(new DynamoDBClient({ region: "us-east-1" }), "us-east-1").rows({ table: "users" })
 */
export class DynamoDbSource implements Source {
  /** @param shown what the client is connected to, for messages: a region or an endpoint */
  constructor(
    private readonly client: DynamoDBClient,
    private readonly shown: string,
    private readonly settings: ScanSettings = {},
  ) {}

  describe({ table }: RowsFrom): string {
    return `${this.shown} ${table}`;
  }

  /** A table made anew is another one. What is in it may change meanwhile: let it rest. */
  async version({ table }: RowsFrom): Promise<string> {
    const { TableId: id, CreationDateTime: made } = await this.lookUp(table ?? "", undefined);
    return id === undefined ? `made ${made?.toISOString()}` : `table id ${id}`;
  }

  rows({ table = "" }: RowsFrom, reading: Reading = {}): RowStream {
    const { segments = 4, isConsistent = true } = this.settings;
    const describe = async (): Promise<Table> => {
      const { KeySchema: keys = [], ItemCount: itemCount = 0 } = await this.lookUp(table, reading.signal);
      return { name: table, keyNames: keys.map((key) => key.AttributeName ?? ""), itemCount };
    };
    const page = async (segment: number, after: Item | undefined): Promise<Page> => {
      const command = new ScanCommand({
        TableName: table,
        ConsistentRead: isConsistent,
        ...(segments > 1 && { Segment: segment, TotalSegments: segments }),
        ...(after && { ExclusiveStartKey: after }),
      });
      const answer = await this.ask(reading.signal, table, () =>
        this.client.send(command, { abortSignal: reading.signal }),
      );
      return { items: answer.Items ?? [], next: answer.LastEvaluatedKey };
    };
    return new ScanStream(segments, describe, page, reading);
  }

  private async lookUp(table: string, signal: AbortSignal | undefined) {
    const command = new DescribeTableCommand({ TableName: table });
    const { Table: found } = await this.ask(signal, table, () =>
      this.client.send(command, { abortSignal: signal }),
    );
    return found ?? {};
  }

  private async ask<Answer>(
    signal: AbortSignal | undefined,
    table: string,
    request: () => Promise<Answer>,
  ): Promise<Answer> {
    try {
      return await request();
    } catch (error) {
      if (signal?.aborted) throw new InterruptedError();
      throw await dynamoDbError(error, this.client, this.shown, table);
    }
  }
}

class ScanStream implements RowStream {
  private count: number;
  private total = 0;

  constructor(
    private readonly segments: number,
    private readonly describe: () => Promise<Table>,
    private readonly page: (segment: number, after: Item | undefined) => Promise<Page>,
    private readonly reading: Reading,
  ) {
    this.count = reading.after?.row ?? 0;
  }

  /** By the service's count, which is some hours old. */
  get fractionRead(): number | undefined {
    return this.total > 0 ? Math.min(1, this.count / this.total) : undefined;
  }

  async *[Symbol.asyncIterator](): AsyncIterator<SourceChunk> {
    const { keyNames, itemCount } = await this.describe();
    this.total = itemCount;
    const { turn, segments } = this.begin();
    for (let at = turn; segments.some((segment) => !segment.isEnded); at = (at + 1) % segments.length) {
      if (this.reading.signal?.aborted) throw new InterruptedError();
      const items = (await segments[at]?.take(chunkItems)) ?? [];
      if (items.length === 0) continue;
      const rows = items.map((item): SourceRow => ({ number: ++this.count, value: unmarshal(item) }));
      const next = (at + 1) % segments.length;
      const cursor = scanCursor({
        turn: next,
        segments: segments.map((segment) => placeOf(segment, keyNames)),
      });
      yield { rows, cursor };
    }
  }

  private begin(): { turn: number; segments: DynamoDbSegment[] } {
    const { after } = this.reading;
    const begin = Array.from({ length: this.segments }, () => "begin" as const);
    const position = after ? scanPosition(after.cursor, this.segments) : { turn: 0, segments: begin };
    const segments = position.segments.map((at, index) =>
      at === "end"
        ? DynamoDbSegment.ended()
        : new DynamoDbSegment((from) => this.page(index, from), at === "begin" ? undefined : at),
    );
    return { turn: position.turn, segments };
  }
}

function placeOf(segment: DynamoDbSegment, keyNames: readonly string[]): Item | "begin" | "end" {
  if (segment.isEnded) return "end";
  if (segment.last === undefined) return "begin";
  const item = segment.last;
  return Object.fromEntries(keyNames.flatMap((name) => (item[name] ? [[name, item[name]]] : [])));
}
