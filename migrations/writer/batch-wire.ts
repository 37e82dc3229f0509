import { answerJson } from "../http/answer-json";
import { parseItem } from "../transform/item-json";
import { keyText } from "../transform/key-check";
import { type ConsumedCapacity, consumedUnits } from "./consumed-capacity";
import type { Put, PutAnswer, PutOutcome, Wire } from "./wire";
import { capacityMember, type WireTarget } from "./wire-target";

interface BatchAnswer {
  readonly UnprocessedItems?: Readonly<Record<string, readonly { PutRequest?: { Item?: unknown } }[]>>;
  readonly ConsumedCapacity?: readonly ConsumedCapacity[];
}

/** What the service nearly always answers; it need not be parsed. */
const nothingLeft = Buffer.from('{"UnprocessedItems":{}}');
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

  async put(puts: readonly Put[]): Promise<PutAnswer> {
    const body = await this.target.service.call("BatchWriteItem", this.body(puts));
    if (body.equals(nothingLeft)) return { outcomes: puts.map(() => written) };
    const answer = answerJson<BatchAnswer>(body);
    return { outcomes: this.outcomes(puts, answer), consumed: consumedUnits(answer.ConsumedCapacity?.[0]) };
  }

  private body(puts: readonly Put[]): Buffer {
    let text = this.head;
    let separator = "";
    for (const put of puts) {
      text += `${separator}{"PutRequest":{"Item":${put.text}}}`;
      separator = ",";
    }
    return Buffer.from(text + this.tail);
  }

  /** The service may spell the numbers of a key in another way than they were sent. */
  private outcomes(puts: readonly Put[], { UnprocessedItems }: BatchAnswer): PutOutcome[] {
    const { tableName, keyNames } = this.target;
    const requests = UnprocessedItems?.[tableName] ?? [];
    if (requests.length === 0) return puts.map(() => written);
    const left = new Set(
      requests.map(({ PutRequest }) => keyText(parseItem(PutRequest?.Item ?? {}), keyNames)),
    );
    return puts.map(({ item }) => (left.has(keyText(item, keyNames)) ? unprocessed : written));
  }
}
