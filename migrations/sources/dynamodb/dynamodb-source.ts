import { DescribeTableCommand, type DynamoDBClient, ScanCommand } from "@aws-sdk/client-dynamodb";
import type { ReadRate } from "../../dynamodb/rate/read-rate";
import { InterruptedError } from "../../errors";
import { unreadableResponse } from "../../dynamodb/client/service-error";
import { dynamoDbError } from "./dynamodb-error";
import { DynamoDbScan, type SegmentPage, type Table } from "./dynamodb-scan";
import type { Reading, RowsFrom, RowStream, Source } from "../source";

/** How a table is scanned. */
export interface ScanSettings {
  /** Read at the same time, 1 to 1,000,000. A run goes on only with the number that it began with. @default 4 */
  readonly segments?: number;
  /** Whether nothing just written may be missed, at twice the price. @default true */
  readonly isConsistent?: boolean;
  /** Makes what all readings of a table keep to together. @default as fast as the service answers */
  readonly makeRate?: () => ReadRate | undefined;
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
  /** By the table's name. */
  private readonly rates = new Map<string, ReadRate>();

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
    const rate = this.rateOf(table);
    const rates = Array.from({ length: segments }, () => rate?.segment());
    const page: SegmentPage = (segment, after, signal) =>
      this.ask(signal, table, "dynamodb:Scan", async () => {
        const limit = await rates[segment]?.take(signal);
        const command = new ScanCommand({
          TableName: table,
          ConsistentRead: isConsistent,
          ...(limit !== undefined && { Limit: limit, ReturnConsumedCapacity: "TOTAL" }),
          ...(segments > 1 && { Segment: segment, TotalSegments: segments }),
          ...(after && { ExclusiveStartKey: after }),
        });
        const answer = await this.client.send(command, { abortSignal: signal });
        const items = answer.Items;
        if (!items) throw unreadableResponse('to Scan has no list "Items"');
        rates[segment]?.correct(items, answer.ConsumedCapacity?.CapacityUnits);
        return { items, next: answer.LastEvaluatedKey };
      });
    return new DynamoDbScan(segments, describe, page, reading);
  }

  private rateOf(table: string): ReadRate | undefined {
    const rate = this.rates.get(table) ?? this.settings.makeRate?.();
    if (rate) this.rates.set(table, rate);
    return rate;
  }

  private async lookUp(table: string, signal: AbortSignal | undefined) {
    const command = new DescribeTableCommand({ TableName: table });
    const { Table: found } = await this.ask(signal, table, "dynamodb:DescribeTable", () =>
      this.client.send(command, { abortSignal: signal }),
    );
    return found ?? {};
  }

  private async ask<Answer>(
    signal: AbortSignal | undefined,
    table: string,
    action: string,
    request: () => Promise<Answer>,
  ): Promise<Answer> {
    try {
      return await request();
    } catch (error) {
      if (signal?.aborted) throw new InterruptedError();
      throw await dynamoDbError(error, this.client, this.shown, table, action);
    }
  }
}
