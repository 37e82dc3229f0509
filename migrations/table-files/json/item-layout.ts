import { checkedItem, isItem } from "../../items/checked-item";
import type { RowValue } from "../../items/row";
import { unmarshal } from "../../items/unmarshal";
import type { RowStream, SourceChunk, SourceRow } from "../../sources/source";

/** How one item is written: by itself, as in exports, or as a request of BatchWriteItem. */
export type ItemLayout = "item" | "wrapped" | "put-request";

/**
 * The layout of a JSON value that holds an item; `undefined` if it holds none. Never ambiguous: what is an item by itself
 * is none with one level less.
 */
export function layoutOf(value: RowValue): ItemLayout | undefined {
  return layouts.find((layout) => isItem(unwrapped(value, layout)));
}

/** The layout that was meant, even if the item is wrong; for messages about it. */
export function guessLayout(value: RowValue): ItemLayout {
  const layout = layoutOf(value);
  if (layout) return layout;
  if (only(value, "PutRequest") !== undefined) return "put-request";
  return isObject(only(value, "Item")) ? "wrapped" : "item";
}

/** Whether a value is meant for an item, even if it is wrong. */
export function isItemLike(value: RowValue): boolean {
  const layout = guessLayout(value);
  const item = unwrapped(value, layout);
  if (!isObject(item)) return false;
  const members = Object.values(item);
  return members.length > 0 && (layout !== "item" || members.every(hasType));
}

function hasType(value: RowValue): boolean {
  return isObject(value) && Object.keys(value).some((name) => types.has(name));
}

const types = new Set(["S", "N", "B", "BOOL", "NULL", "SS", "NS", "BS", "L", "M"]);

const layouts: readonly ItemLayout[] = ["item", "wrapped", "put-request"];

/** A row that holds an item in DynamoDB's JSON, as a row of plain values. */
export function itemRow({ number, value, malformed }: SourceRow, layout: ItemLayout): SourceRow {
  if (malformed !== undefined) return { number, value, malformed };
  try {
    const item = unwrapped(value, layout);
    if (item === undefined) throw new Error(`it must be ${forms[layout]}`);
    return { number, value: unmarshal(checkedItem(item)) };
  } catch (error) {
    return { number, value, malformed: `it is not an item in DynamoDB's JSON: ${(error as Error).message}` };
  }
}

/** Rows that hold items in DynamoDB's JSON, as rows of plain values. */
export class ItemRows implements RowStream {
  constructor(
    private readonly stream: RowStream,
    private readonly layout: ItemLayout,
  ) {}

  get fractionRead(): number | undefined {
    return this.stream.fractionRead;
  }

  get version(): string | undefined {
    return this.stream.version;
  }

  async *[Symbol.asyncIterator](): AsyncIterator<SourceChunk> {
    for await (const chunk of this.stream)
      yield { ...chunk, rows: chunk.rows.map((row) => itemRow(row, this.layout)) };
  }
}

const forms: Record<ItemLayout, string> = {
  item: '{"attribute": {"S": "text"}, ...}',
  wrapped: '{"Item": {"attribute": {"S": "text"}, ...}}',
  "put-request": '{"PutRequest": {"Item": {"attribute": {"S": "text"}, ...}}}',
};

function unwrapped(value: RowValue, layout: ItemLayout): RowValue {
  if (layout === "item") return value;
  return layout === "wrapped" ? only(value, "Item") : only(only(value, "PutRequest"), "Item");
}

/** The member of that name, if it is the only one. */
function only(value: RowValue, name: string): RowValue {
  if (!isObject(value)) return undefined;
  const entries = Object.entries(value);
  return entries.length === 1 && entries[0]?.[0] === name ? entries[0][1] : undefined;
}

function isObject(value: RowValue): value is Record<string, RowValue> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
