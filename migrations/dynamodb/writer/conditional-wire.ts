import { isItem } from "../client/attribute-shape";
import { ServiceError } from "../client/service-error";
import { canonicalItem } from "../../items/canonical-item";
import type { Item } from "../../items/item";
import { parseItem } from "../../items/item-json";
import { consumedUnits, sumOfUnits } from "../rate/consumed-capacity";
import type { Put, PutResponse, PutOutcome, Wire } from "./wire";
import type { ConsumedUnits } from "../rate/consumed-units";
import { capacityMember, type WireTarget } from "./wire-target";

interface OnePut {
  readonly outcome: PutOutcome;
  readonly consumed?: ConsumedUnits | undefined;
}

/** Puts items one by one where no item with their key exists; BatchWriteItem does not support conditions. */
export class ConditionalWire implements Wire {
  private readonly head: string;
  private readonly tail: string;
  /** Items that an earlier attempt may have written although its response was lost. */
  private readonly perhapsWritten = new WeakSet<Put>();

  constructor(private readonly target: WireTarget) {
    this.head = `{"TableName":${JSON.stringify(target.tableName)},"Item":`;
    const names = JSON.stringify({ "#key": target.keyNames[0] });
    this.tail =
      `,"ConditionExpression":"attribute_not_exists(#key)","ExpressionAttributeNames":${names}` +
      `,"ReturnValuesOnConditionCheckFailure":"ALL_OLD"${capacityMember(target)}}`;
  }

  async put(puts: readonly Put[]): Promise<PutResponse> {
    const responses = await Promise.allSettled(puts.map((put) => this.putOne(put)));
    const ones = responses.map((response) => {
      if (response.status === "fulfilled") return response.value;
      throw response.reason;
    });
    return {
      outcomes: ones.map(({ outcome }) => outcome),
      consumed: sumOfUnits(ones.map(({ consumed }) => consumed)),
    };
  }

  private async putOne(put: Put): Promise<OnePut> {
    try {
      const { json } = await this.target.service.call(
        "PutItem",
        Buffer.from(this.head + put.text + this.tail),
      );
      return { outcome: { kind: "written" }, consumed: consumedUnits(json["ConsumedCapacity"]) };
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      return { outcome: this.outcomeOf(error, put) };
    }
  }

  private outcomeOf(error: ServiceError, put: Put): PutOutcome {
    switch (error.kind) {
      case "refused":
      case "too-large":
        return { kind: "refused", reason: error.message };
      case "throttled":
      case "transient":
        if (!error.details.undone) this.perhapsWritten.add(put);
        return { kind: "unprocessed" };
    }
    if (error.code !== "ConditionalCheckFailedException") throw error;
    const stored = error.details.response?.["Item"];
    return this.met(put, isItem(stored) ? parseItem(stored) : {});
  }

  /** The existing item may be ours: an earlier attempt may have written it although its response was lost. */
  private met(put: Put, stored: Item): PutOutcome {
    const isOwn = this.perhapsWritten.has(put) && canonicalItem(put.item) === canonicalItem(stored);
    return isOwn ? { kind: "written" } : { kind: "exists", stored };
  }
}
