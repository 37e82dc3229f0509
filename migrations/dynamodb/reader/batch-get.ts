import { InterruptedError } from "../../errors";
import { inLanes } from "../../in-lanes";
import type { Caller } from "../client/caller";
import type { RetryPolicy } from "../client/retry-policy";
import { ServiceError, unreadableResponse } from "../client/service-error";
import type { Item } from "../../items/item";
import { parseItem } from "../../items/item-json";
import { jsonString } from "../../items/json-string";
import { keyText } from "../../items/key-check";
import type { KeyLookup } from "./item-reader";

/** Keys of one BatchGetItem request; the service's limit. */
const maxKeys = 100;
/** Requests in flight for one list of keys. */
const maxRequests = 8;

/** Reads items by their keys with BatchGetItem, strongly consistent. */
export class BatchGet implements KeyLookup {
  /**
   * @param service retries what the service throttled or failed at
   * @param retryPolicy for keys that the service leaves unprocessed
   * @param signal ends waits and requests
   */
  constructor(
    private readonly service: Caller,
    private readonly retryPolicy: RetryPolicy,
    private readonly signal?: AbortSignal,
  ) {}

  /** @throws ServiceError; InterruptedError if the signal is aborted */
  async find(
    table: string,
    keyTexts: readonly string[],
    keyNames: readonly string[],
  ): Promise<ReadonlyMap<string, Item>> {
    const found = new Map<string, Item>();
    const requests = Math.ceil(keyTexts.length / maxKeys);
    const parts = Array.from({ length: requests }, (_, index) =>
      keyTexts.slice(index * maxKeys, (index + 1) * maxKeys),
    );
    await inLanes(parts, maxRequests, (part) => this.findSome(table, part, keyNames, found));
    return found;
  }

  /** Requests what the service left unprocessed until all of it was read. */
  private async findSome(
    table: string,
    keyTexts: readonly string[],
    names: readonly string[],
    found: Map<string, Item>,
  ): Promise<void> {
    const retries = this.retryPolicy.start(() => `table ${table}`);
    for (let left = keyTexts; left.length > 0;) {
      retries.attempt();
      const body = `{"RequestItems":{${jsonString(table)}:{"Keys":[${left.join(",")}],"ConsistentRead":true}}}`;
      const response = await this.called(body);
      const rest = isNothing(response)
        ? []
        : remaining(left, readResponse(response, table, names), names, found);
      if (rest) {
        if (rest.length < left.length) retries.progressed();
        left = rest;
      }
      if (left.length === 0) return;
      const error = rest ? keysLeft() : keysMixedUp();
      const waitMs = retries.failed(error);
      if (waitMs === undefined) throw retries.givenUp(error);
      await retries.pause(waitMs, this.signal);
      if (this.signal?.aborted) throw new InterruptedError("interrupted");
    }
  }

  private async called(body: string): Promise<Record<string, unknown>> {
    try {
      return (await this.service.call("BatchGetItem", Buffer.from(body), this.signal)).json;
    } catch (error) {
      if (this.signal?.aborted) throw new InterruptedError("interrupted");
      throw error;
    }
  }
}

/** The items and keys of a response, each with the text of its key. */
interface KeysResponse {
  readonly items: readonly (readonly [string, Item])[];
  readonly unprocessed: readonly string[];
}

/** The shape of the response was checked by the client. */
function readResponse(
  response: Readonly<Record<string, unknown>>,
  table: string,
  names: readonly string[],
): KeysResponse {
  const items = ofTable(response["Responses"] as Record<string, object[]>, table) ?? [];
  const left = ofTable(response["UnprocessedKeys"] as Record<string, { Keys: object[] }>, table)?.Keys ?? [];
  return {
    items: items.map(parseItem).map((item) => [keyText(item, names), item]),
    unprocessed: left.map(parseItem).map((key) => keyText(key, names)),
  };
}

/** A table that was named by its ARN may be listed by its name. */
function ofTable<Value>(values: Readonly<Record<string, Value>>, table: string): Value | undefined {
  return own(values, table) ?? own(values, table.slice(table.indexOf("/") + 1));
}

/** Whether none of the keys has an item, as in an empty table. */
function isNothing({ Responses: found, UnprocessedKeys: left }: Readonly<Record<string, unknown>>): boolean {
  return isEmpty(left as object) && Object.values(found as Record<string, object[]>).every(isEmpty);
}

function isEmpty(object: object): boolean {
  return Object.keys(object).length === 0;
}

/**
 * Keeps the items of a response by the texts of their keys. The service may write the numbers of a key in another way.
 * @returns the keys left unprocessed; `undefined` if the response names other keys than were requested, or one twice
 */
function remaining(
  asked: readonly string[],
  { items, unprocessed }: KeysResponse,
  names: readonly string[],
  found: Map<string, Item>,
): string[] | undefined {
  const texts = new Map(asked.map((text) => [keyText(parseItem(JSON.parse(text)), names), text]));
  const responded = [...items.map(([id]) => id), ...unprocessed];
  if (new Set(responded).size < responded.length || !responded.every((id) => texts.has(id))) return undefined;
  for (const [id, item] of items) found.set(texts.get(id) as string, item);
  return unprocessed.map((id) => texts.get(id) as string);
}

function keysLeft(): ServiceError {
  return new ServiceError("throttled", "left unprocessed", "DynamoDB returned all keys as UnprocessedKeys");
}

function keysMixedUp(): ServiceError {
  return unreadableResponse("to BatchGetItem is about keys that were not in the request");
}

function own<T>(object: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}
