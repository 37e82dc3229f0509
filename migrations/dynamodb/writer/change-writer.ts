import { InterruptedError, UnreachableError } from "../../errors";
import type { Item } from "../../items/item";
import { itemText, parseItem } from "../../items/item-json";
import { jsonString } from "../../items/json-string";
import { keyText } from "../../items/key-check";
import type { Caller } from "../client/caller";
import { problemText } from "../client/problem-text";
import type { Retries, RetryPolicy } from "../client/retry-policy";
import { ServiceError, unreadableResponse } from "../client/service-error";

/** An item that is to be put, or one that is to be deleted. */
export interface ItemChange {
  /** The item's key attributes. */
  readonly key: Item;
  /** Absent if the item is to be deleted. */
  readonly put?: Item;
}

/** A change that DynamoDB refuses. */
export interface RefusedChange {
  readonly change: ItemChange;
  readonly reason: string;
}

/** Items of one BatchWriteItem request; the service's limit. */
const maxChanges = 25;
/** Bytes of one request that are surely accepted; the service's limit is 16 MB. */
const maxBytes = 8 * 1024 * 1024;

/** Puts and deletes items, without conditions. Every change is made, or refused, or it throws. */
export class ChangeWriter {
  /**
   * @param service retries nothing
   * @param signal ends waits
   */
  constructor(
    private readonly service: Caller,
    private readonly retryPolicy: RetryPolicy,
    private readonly signal?: AbortSignal,
  ) {}

  /**
   * @param changes of different items, any number
   * @param keyNames of the table, partition key first
   * @throws UnreachableError, InterruptedError
   */
  async write(
    table: string,
    keyNames: readonly string[],
    changes: readonly ItemChange[],
  ): Promise<readonly RefusedChange[]> {
    const batches: ItemChange[][] = [];
    let bytes = Infinity;
    for (const change of changes) {
      const size = change.put ? itemText(change.put).length : 0;
      const batch = batches.at(-1);
      if (batch && batch.length < maxChanges && bytes + size <= maxBytes) {
        batch.push(change);
        bytes += size;
      } else {
        batches.push([change]);
        bytes = size;
      }
    }
    const target = { table, keyNames };
    return (await Promise.all(batches.map((batch) => this.send(target, batch)))).flat();
  }

  private async send(target: ChangedTable, batch: readonly ItemChange[]): Promise<RefusedChange[]> {
    const retries = this.retryPolicy.start(() => `table ${target.table}`);
    for (let pending = batch; ;) {
      retries.attempt();
      try {
        const left = await this.attempt(target, pending);
        if (left.length < pending.length) retries.progressed();
        if (left.length === 0) return [];
        pending = left;
        await this.wait(target, retries, leftUnprocessed());
      } catch (error) {
        if (!(error instanceof ServiceError)) throw error;
        if (error.kind === "too-large" || error.kind === "refused")
          return this.takeApart(target, pending, error);
        if (!error.isRetryable) throw unreachable(target, error);
        await this.wait(target, retries, error);
      }
    }
  }

  private async attempt(
    { table, keyNames }: ChangedTable,
    batch: readonly ItemChange[],
  ): Promise<readonly ItemChange[]> {
    const requests = batch.map(({ key, put }) =>
      put ? `{"PutRequest":{"Item":${itemText(put)}}}` : `{"DeleteRequest":{"Key":${itemText(key)}}}`,
    );
    const body = `{"RequestItems":{${jsonString(table)}:[${requests.join(",")}]}}`;
    const { json } = await this.service.call("BatchWriteItem", Buffer.from(body));
    const left = Object.entries((json as unknown as Response).UnprocessedItems);
    const byKey = new Map(batch.map((change) => [keyText(change.key, keyNames), change]));
    return left.flatMap(([name, some]) =>
      some.map(({ PutRequest, DeleteRequest }) => {
        const key = keyText(parseItem(PutRequest?.Item ?? DeleteRequest?.Key ?? {}), keyNames);
        const change = name === table ? byKey.get(key) : undefined;
        if (!change)
          throw unreadableResponse('to BatchWriteItem has "UnprocessedItems" that were not in the request');
        return change;
      }),
    );
  }

  private async takeApart(
    target: ChangedTable,
    batch: readonly ItemChange[],
    error: ServiceError,
  ): Promise<RefusedChange[]> {
    const [only] = batch;
    if (only && batch.length === 1) return [{ change: only, reason: error.message }];
    const middle = Math.ceil(batch.length / 2);
    return [
      ...(await this.send(target, batch.slice(0, middle))),
      ...(await this.send(target, batch.slice(middle))),
    ];
  }

  private async wait(target: ChangedTable, retries: Retries, error: ServiceError): Promise<void> {
    const waitMs = retries.failed(error);
    if (waitMs === undefined) throw unreachable(target, retries.givenUp(error));
    await retries.pause(waitMs, this.signal);
    if (this.signal?.aborted) throw new InterruptedError();
  }
}

interface ChangedTable {
  readonly table: string;
  readonly keyNames: readonly string[];
}

/** The client has checked its shape. */
interface Response {
  readonly UnprocessedItems: Readonly<
    Record<string, readonly { PutRequest?: { Item?: object }; DeleteRequest?: { Key?: object } }[]>
  >;
}

function leftUnprocessed(): ServiceError {
  return new ServiceError("throttled", "left unprocessed", "DynamoDB returned all items as UnprocessedItems");
}

function unreachable({ table }: ChangedTable, cause: ServiceError): UnreachableError {
  const problem = problemText(cause, { action: "dynamodb:BatchWriteItem", table });
  const code = cause.isRetryable ? "table-unreachable" : "table-refuses";
  return new UnreachableError(code, `table ${table} does not accept writes: ${problem}`, { cause });
}
