import { InterruptedError, messageOf, UnreachableError } from "../errors";
import { answerJson } from "../http/answer-json";
import type { Caller } from "../http/caller";
import type { Item } from "../transform/item";
import { decodeBinaries } from "./decode-binaries";
import type { TableReader } from "./table-reader";

interface Page {
  readonly segment: number;
  readonly items: readonly Item[];
  /** As the service wrote it, for the next request. */
  readonly next: unknown;
}

interface ScanAnswer {
  readonly Items?: readonly Item[];
  readonly LastEvaluatedKey?: unknown;
}

/** Scans a table in parallel segments. */
export class TableScan implements TableReader {
  /** @param service repeats what fails. @param segments scanned at the same time; 1 to 1,000,000 */
  constructor(
    private readonly service: Caller,
    private readonly tableName: string,
    private readonly segments = 4,
  ) {}

  async *scan(signal?: AbortSignal): AsyncGenerator<readonly Item[]> {
    const segments = Array.from({ length: this.segments }, (_, segment) => segment);
    const pages = new Map<number, Promise<Page>>();
    const read = (segment: number, after: unknown): void => {
      const page = this.page(segment, after, signal);
      // While the reader is busy, or once it has stopped, nobody else hears how the pages under way end.
      page.catch(() => undefined);
      pages.set(segment, page);
    };
    segments.forEach((segment) => read(segment, undefined));
    while (pages.size > 0) {
      const { segment, items, next } = await Promise.race(pages.values());
      if (next) read(segment, next);
      else pages.delete(segment);
      yield items;
    }
  }

  private async page(segment: number, after: unknown, signal: AbortSignal | undefined): Promise<Page> {
    const request = {
      TableName: this.tableName,
      ConsistentRead: true,
      ...(this.segments > 1 && { Segment: segment, TotalSegments: this.segments }),
      ...(after !== undefined && { ExclusiveStartKey: after }),
    };
    try {
      const body = await this.service.call("Scan", Buffer.from(JSON.stringify(request)), signal);
      const { Items = [], LastEvaluatedKey } = answerJson<ScanAnswer>(body);
      if (mayHoldBinaries(body)) Items.forEach(decodeBinaries);
      return { segment, items: Items, next: LastEvaluatedKey };
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

/** Most pages hold none, and need not be looked through. */
function mayHoldBinaries(body: Buffer): boolean {
  return body.includes('"B"') || body.includes('"BS"');
}
