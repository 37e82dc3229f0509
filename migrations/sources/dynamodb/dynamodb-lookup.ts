import type { BatchGet } from "../../dynamodb/reader/batch-get";
import type { Item } from "../../items/item";
import { parseItem } from "../../items/item-json";
import { canonicalText } from "../../items/item-text";
import { marshal } from "../../items/marshal";
import { isRowObject, type RowValue } from "../../items/row";
import { unmarshal } from "../../items/unmarshal";
import type { FoundRow, RowKey, RowLookup } from "../change-log";

/** Reads items of a table by their keys, strongly consistent. */
export class DynamoDbLookup implements RowLookup {
  /**
   * @param keyColumns the table's key attributes, partition key first
   * @param failed makes the error of the source from what a request throws
   */
  constructor(
    private readonly table: string,
    readonly keyColumns: readonly string[],
    private readonly reader: BatchGet,
    private readonly failed: (error: unknown) => Promise<Error>,
  ) {}

  get uniqueKeys(): readonly (readonly string[])[] {
    return [this.keyColumns];
  }

  ownKey(key: RowKey): RowKey {
    return key;
  }

  keyRow(key: RowKey): RowValue {
    return unmarshal(parseItem(JSON.parse(key)));
  }

  async rowsAt(keys: readonly RowKey[]): Promise<readonly FoundRow[]> {
    const found = await this.found([...new Set(keys)]);
    return [...found].map(([key, item]) => ({ key, value: unmarshal(item) }));
  }

  /** Nothing: requests have no connection of their own. */
  close(): Promise<void> {
    return Promise.resolve();
  }

  private async found(keys: readonly RowKey[]): Promise<ReadonlyMap<string, Item>> {
    try {
      return await this.reader.find(this.table, keys, this.keyColumns);
    } catch (error) {
      throw await this.failed(error);
    }
  }
}

/** The key of a row by its value; `undefined` if the value has no such attributes. */
export function rowKeyIn(value: RowValue, keyNames: readonly string[]): RowKey | undefined {
  if (!isRowObject(value)) return undefined;
  return rowKeyOf(marshal(Object.fromEntries(keyNames.map((name) => [name, value[name]]))));
}

/**
 * The key of a row: its key attributes as DynamoDB's own JSON, sorted by name, numbers in plain digits:
 * `{"postId":{"S":"p-1"},"rank":{"N":"7"}}`. @param keys the key attributes and no others
 */
export function rowKeyOf(keys: Item): RowKey {
  return canonicalText(keys);
}
