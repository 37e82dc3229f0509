import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { isItem } from "../client/attribute-shape";
import type { Caller } from "../client/caller";
import { ServiceError } from "../client/service-error";
import { consumedUnits } from "../rate/consumed-capacity";
import type { ConsumedUnits } from "../rate/consumed-units";
import type { Item } from "../../items/item";
import { parseItem } from "../../items/item-json";
import { canonicalText, itemText } from "../../items/item-text";
import { jsonString } from "../../items/json-string";

/** A change of an item that was read before. */
export interface ItemWrite {
  /** The item as it was read. */
  readonly before: Item;
  /** The item as it is to be; absent if it is to be deleted. */
  readonly after?: Item | undefined;
}

/** The outcome of a change. */
export type ChangeOutcome =
  | {
      readonly kind: "done";
      /** The item that was changed: it may have attributes that were added after it was read. */
      readonly replaced: Item;
      readonly consumed?: ConsumedUnits | undefined;
    }
  /** The item is no longer what was read; nothing was done. */
  | { readonly kind: "conflict" }
  /** To be sent again. */
  | { readonly kind: "failed"; readonly mayBeDone: boolean; readonly error: ServiceError }
  | { readonly kind: "refused"; readonly reason: string };

/** The table, and what its changes depend on. */
export interface ChangedTable {
  readonly service: Caller;
  readonly tableName: string;
  /** Partition key first. */
  readonly keyNames: readonly string[];
  /** Attributes that decide about the change. One that an item lacks must still be absent when it is written. */
  readonly reads: readonly string[];
  readonly asksUnits: boolean;
}

/**
 * Comparisons of a condition, which may have 4 KB. Attributes that the change reads or writes come first, so that only
 * others of items with more attributes than this are not compared.
 */
const maxComparisons = 200;

/**
 * Changes and deletes items, each only if it still is what was read. An item is changed with UpdateItem, attribute by
 * attribute, so that an attribute that another client adds meanwhile stays.
 */
export class ItemChanges {
  constructor(private readonly table: ChangedTable) {}

  /** @throws ServiceError if no change of the table can succeed */
  async send(write: ItemWrite): Promise<ChangeOutcome> {
    try {
      const operation = write.after ? "UpdateItem" : "DeleteItem";
      const { json } = await this.table.service.call(operation, Buffer.from(this.body(write)));
      const old = json["Attributes"];
      return {
        kind: "done",
        replaced: isItem(old) ? parseItem(old) : write.before,
        consumed: consumedUnits(json["ConsumedCapacity"]),
      };
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      return outcomeOf(error);
    }
  }

  private body({ before, after }: ItemWrite): string {
    const { tableName, keyNames, asksUnits } = this.table;
    const names = new Placeholders();
    const key = Object.fromEntries(keyNames.map((name) => [name, before[name]])) as Item;
    const changed = after ? changedNames(before, after) : [];
    const update = after && updateExpression(changed, after, names);
    const condition = this.condition(before, changed, names);
    return [
      `{"TableName":${jsonString(tableName)},"Key":${itemText(key)}`,
      ...(update === undefined ? [] : [`"UpdateExpression":${jsonString(update)}`]),
      `"ConditionExpression":${jsonString(condition)}`,
      `"ExpressionAttributeNames":${names.namesText}`,
      `"ExpressionAttributeValues":${itemText(names.values)}`,
      ...(asksUnits ? ['"ReturnConsumedCapacity":"INDEXES"'] : []),
      '"ReturnValues":"ALL_OLD"}',
    ].join(",");
  }

  /** The item still has the attributes that were read, and still lacks those that matter and that it lacked. */
  private condition(before: Item, changed: readonly string[], names: Placeholders): string {
    const { keyNames, reads } = this.table;
    const all = new Set([...keyNames, ...changed, ...reads, ...Object.keys(before)]);
    return [...all]
      .slice(0, maxComparisons)
      .map((name) => {
        const value = Object.hasOwn(before, name) ? before[name] : undefined;
        return value
          ? `${names.name(name)} = ${names.value(value)}`
          : `attribute_not_exists(${names.name(name)})`;
      })
      .join(" AND ");
  }
}

/** Attributes that differ, those that are removed among them. */
export function changedNames(before: Item, after: Item): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (name) => textOf(before, name) !== textOf(after, name),
  );
}

function textOf(item: Item, name: string): string {
  const value = Object.hasOwn(item, name) ? item[name] : undefined;
  return value ? canonicalText({ value }) : "";
}

function updateExpression(changed: readonly string[], after: Item, names: Placeholders): string {
  const sets: string[] = [];
  const removes: string[] = [];
  for (const name of changed) {
    const value = Object.hasOwn(after, name) ? after[name] : undefined;
    if (value) sets.push(`${names.name(name)} = ${names.value(value)}`);
    else removes.push(names.name(name));
  }
  const parts = [
    ...(sets.length > 0 ? [`SET ${sets.join(", ")}`] : []),
    ...(removes.length > 0 ? [`REMOVE ${removes.join(", ")}`] : []),
  ];
  return parts.join(" ");
}

/** The placeholders of a request's expressions. */
class Placeholders {
  private readonly names = new Map<string, string>();
  readonly values: Record<string, AttributeValue> = {};
  private count = 0;

  name(name: string): string {
    const placeholder = this.names.get(name) ?? `#n${this.names.size}`;
    this.names.set(name, placeholder);
    return placeholder;
  }

  value(value: AttributeValue): string {
    const placeholder = `:v${this.count++}`;
    this.values[placeholder] = value;
    return placeholder;
  }

  get namesText(): string {
    const members = [...this.names].map(([name, placeholder]) => `"${placeholder}":${jsonString(name)}`);
    return `{${members.join(",")}}`;
  }
}

function outcomeOf(error: ServiceError): ChangeOutcome {
  if (error.code === "ConditionalCheckFailedException") return { kind: "conflict" };
  switch (error.kind) {
    case "refused":
    case "too-large":
      return { kind: "refused", reason: error.message };
    case "throttled":
    case "transient":
      return { kind: "failed", mayBeDone: error.details.undone !== true, error };
    case "fatal":
      throw error;
  }
}
