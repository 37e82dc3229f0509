import type { ItemReader } from "../../dynamodb/reader/item-reader";
import type { Undo } from "../../dynamodb/writer/undo";
import type { Item } from "../../items/item";
import type { KeyAttribute } from "../../items/target-table";

/** The attribute that every heartbeat item has, and no other item. */
export const heartbeatAttribute = "dynamodbMigrateDrill";

/** A copy of a table: the table in the primary region, or a replica. */
export interface TableCopy {
  readonly region: string;
  /** The table's name in AWS. */
  readonly table: string;
  readonly reader: ItemReader;
  /** Writes with a condition, so that no other item is ever replaced or deleted. */
  readonly writer: Undo;
}

/** An item that a drill writes and removes. */
export interface Heartbeat {
  readonly key: Item;
  readonly item: Item;
}

/** What heartbeat items are made of. */
export interface HeartbeatSettings {
  /** The table's key attributes. */
  readonly key: readonly KeyAttribute[];
  /** If DynamoDB deletes items by this attribute, it also deletes heartbeats that were left. */
  readonly ttlAttribute?: string | null | undefined;
  /** A new unique text of hexadecimal digits and hyphens. */
  readonly uuid: () => string;
  readonly now: () => Date;
}

const daySeconds = 86_400;

/** Makes a heartbeat whose key is in no table: it has 122 random bits, and it is written only if no item has it. */
export function makeHeartbeat({ key, ttlAttribute, uuid, now }: HeartbeatSettings): Heartbeat {
  const id = uuid();
  const keys = Object.fromEntries(key.map(({ name, type }) => [name, keyValue(type, id)])) as Item;
  const isKey = key.some(({ name }) => name === ttlAttribute);
  const expires = String(Math.floor(now().getTime() / 1000) + daySeconds);
  return {
    key: keys,
    item: {
      ...keys,
      [heartbeatAttribute]: { S: id },
      ...(ttlAttribute && !isKey && { [ttlAttribute]: { N: expires } }),
    },
  };
}

function keyValue(type: KeyAttribute["type"], id: string): Item[string] {
  const text = `${heartbeatAttribute}:${id}`;
  if (type === "S") return { S: text };
  if (type === "B") return { B: new Uint8Array(Buffer.from(text)) };
  // DynamoDB keeps 38 digits: 122 bits have 37.
  return { N: `-${BigInt(`0x${id.replaceAll("-", "")}`) % 10n ** 37n}` };
}
