import { unreadableResponse } from "../client/service-error";
import { parseItem } from "../../items/item-json";
import { keyText } from "../../items/key-check";
import { consumedUnits } from "../rate/consumed-capacity";
import type { Put, PutResponse, PutOutcome, Wire } from "./wire";
import { requestOverheadBytes } from "./wire-size";
import { capacityMember, type WireTarget } from "./wire-target";

/** A response whose shape was checked. */
interface BatchResponse {
  readonly UnprocessedItems: Readonly<Record<string, readonly { PutRequest?: { Item?: unknown } }[]>>;
  readonly ConsumedCapacity?: readonly unknown[] | null;
}

const beforeItem = '{"PutRequest":{"Item":';
const afterItem = "}}";
const betweenItems = `${afterItem},${beforeItem}`;

const written: PutOutcome = { kind: "written" };
const unprocessed: PutOutcome = { kind: "unprocessed" };

/** Puts items with BatchWriteItem, replacing what has the same key. */
export class BatchWire implements Wire {
  private readonly head: string;
  private readonly tail: string;

  constructor(private readonly target: WireTarget) {
    this.head = `{"RequestItems":{${JSON.stringify(target.tableName)}:[`;
    this.tail = `]}${capacityMember(target)}}`;
  }

  async put(puts: readonly Put[]): Promise<PutResponse> {
    const { json } = await this.target.service.call("BatchWriteItem", this.body(puts));
    const { UnprocessedItems, ConsumedCapacity } = json as unknown as BatchResponse;
    const outcomes = this.outcomes(puts, Object.entries(UnprocessedItems));
    return { outcomes, consumed: consumedUnits(ConsumedCapacity?.[0]) };
  }

  /** Text by text into one buffer: a string of the whole body would be one more copy. */
  private body(puts: readonly Put[]): Buffer {
    const { head, tail } = this;
    let size = Buffer.byteLength(head) + Buffer.byteLength(tail);
    for (const { textBytes } of puts) size += textBytes + requestOverheadBytes;
    const body = Buffer.allocUnsafe(size);
    let at = body.write(head);
    let before = beforeItem;
    for (const { text, textBytes } of puts) {
      at += body.write(before, at, "latin1");
      at += body.write(text, at, textBytes === text.length ? "latin1" : "utf8");
      before = betweenItems;
    }
    at += body.write(afterItem + tail, at);
    return body.subarray(0, at);
  }

  /** The service may write the numbers of a key in another way than they were sent. */
  private outcomes(
    puts: readonly Put[],
    left: readonly [table: string, requests: BatchResponse["UnprocessedItems"][string]][],
  ): PutOutcome[] {
    if (left.length === 0) return puts.map(() => written);
    const { tableName, keyNames } = this.target;
    const keys = puts.map(({ item }) => keyText(item, keyNames));
    const sent = new Set(keys);
    const unprocessedKeys = new Set<string>();
    for (const [table, requests] of left)
      for (const { PutRequest } of requests) {
        const key = PutRequest && keyText(parseItem(PutRequest.Item), keyNames);
        // The response does not identify the items that were not written.
        if (table !== tableName || key === undefined || !sent.has(key))
          throw unreadableResponse('to BatchWriteItem has "UnprocessedItems" that were not in the request');
        unprocessedKeys.add(key);
      }
    return keys.map((key) => (unprocessedKeys.has(key) ? unprocessed : written));
  }
}
