import { type DynamoDBClient, ScanCommand } from "@aws-sdk/client-dynamodb";
import { InterruptedError, messageOf, UnreachableError } from "../errors";
import type { Item } from "../transform/item";
import type { TableReader } from "./table-reader";

interface Page {
  readonly segment: number;
  readonly items: readonly Item[];
  readonly next: Item | undefined;
}

/** Scans a table in parallel segments. */
export class SdkTableReader implements TableReader {
  /** @param segments scanned at the same time; 1 to 1,000,000 */
  constructor(
    private readonly client: DynamoDBClient,
    private readonly tableName: string,
    private readonly segments = 4,
  ) {}

  async *scan(signal?: AbortSignal): AsyncGenerator<readonly Item[]> {
    const segments = Array.from({ length: this.segments }, (_, segment) => segment);
    const pages = new Map(segments.map((segment) => [segment, this.page(segment, undefined, signal)]));
    try {
      while (pages.size > 0) {
        const { segment, items, next } = await Promise.race(pages.values());
        if (next) pages.set(segment, this.page(segment, next, signal));
        else pages.delete(segment);
        yield items;
      }
    } finally {
      // Where the reader stops early, nobody else hears how the pages under way end.
      for (const page of pages.values()) page.catch(() => undefined);
    }
  }

  private async page(
    segment: number,
    after: Item | undefined,
    signal: AbortSignal | undefined,
  ): Promise<Page> {
    const command = new ScanCommand({
      TableName: this.tableName,
      ConsistentRead: true,
      ...(this.segments > 1 && { Segment: segment, TotalSegments: this.segments }),
      ...(after && { ExclusiveStartKey: after }),
    });
    try {
      const answer = await this.client.send(command, { abortSignal: signal });
      return { segment, items: answer.Items ?? [], next: answer.LastEvaluatedKey };
    } catch (cause) {
      if (signal?.aborted) throw new InterruptedError("interrupted; nothing was changed");
      throw new UnreachableError(
        "table-unreadable",
        `table ${this.tableName} cannot be read: ${messageOf(cause)}`,
        { cause },
      );
    }
  }
}
