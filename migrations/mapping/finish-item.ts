import { FlatEncoder, type FlatItem } from "../items/flat-item";
import { type FlatKey, flatKeyReader } from "../items/flat-key";
import type { Item } from "../items/item";
import { parseItem } from "../items/item-json";
import { maxItemBytes } from "../items/item-size";
import { checkKeys, keyRules, keyText, type TableKeys } from "../items/key-check";
import { marshal, type OmitNull } from "../items/marshal";
import { fitItem, type FittedItem } from "./oversize/fit-item";
import type { OversizeRules } from "./oversize/oversize-rules";
import type { RowObject } from "../items/row";
import { checkTimeToLive, maxSeconds } from "../items/time-to-live";

/** The properties of a table that items are checked against. */
export interface TransformTable extends TableKeys {
  readonly name?: string;
  readonly ttlAttribute?: string | null | undefined;
}

/** An item as it is written. */
export interface FinishedItem extends FittedItem {
  readonly kind: "item";
  /** See `keyText`. */
  readonly key: string;
  /** The item and its key attributes as text, if they are known without {@link item}. */
  readonly encoded?: EncodedFlat;
  /** Of its key; see `keyDigest`. Set by who needs it. */
  digest?: string | undefined;
}

/** An item and its key attributes as they go over the wire. */
export interface EncodedFlat {
  readonly item: FlatItem;
  readonly key: FlatKey;
}

/** A finished item that is parsed from its text at every access. */
class FlatFinishedItem implements FinishedItem {
  readonly kind = "item";
  readonly key: string;
  readonly bytes: number;
  /** Defined from the start: a member that is added later takes another object. */
  digest: string | undefined = undefined;

  constructor(readonly encoded: EncodedFlat) {
    this.key = encoded.key.text;
    this.bytes = encoded.item.bytes;
  }

  get item(): Item {
    return parseItem(JSON.parse(this.encoded.item.text));
  }
}

/** Converts attributes to an item. It rejects items that DynamoDB would reject or handle in another way than intended. */
export type Finish = (attributes: RowObject, omitNull: OmitNull) => FinishedItem;

/** Creates the function that converts attributes to an item of the table. */
export function makeFinish(table: TransformTable, oversize: OversizeRules | undefined): Finish {
  const rules = keyRules(table);
  const keyNames = rules.filter((rule) => rule.index === undefined).map((rule) => rule.name);
  const place = { table: table.name ?? "", keyNames };
  const finishFlat = makeFinishFlat(table, oversize);
  return (attributes, omitNull) => {
    const flat = finishFlat(attributes, omitNull);
    if (flat) return flat;
    const item: Item = marshal(attributes, omitNull);
    checkKeys(item, rules);
    if (table.ttlAttribute) checkTimeToLive(item, table.ttlAttribute);
    return { ...fitItem(item, place, oversize), kind: "item", key: keyText(item, keyNames) };
  };
}

/** For most items; `undefined` for those that have attributes of other types, or that may be rejected. */
function makeFinishFlat(
  table: TransformTable,
  { over }: Pick<OversizeRules, "over"> = { over: maxItemBytes },
): (attributes: RowObject, omitNull: OmitNull) => FinishedItem | undefined {
  const encoder = new FlatEncoder();
  const readKey = flatKeyReader(keyRules(table));
  const { ttlAttribute } = table;
  return (attributes, omitNull) => {
    const item = encoder.encode(attributes, omitNull);
    if (!item || item.bytes > over) return undefined;
    const key = readKey(attributes);
    if (!key || (ttlAttribute && !isTimeToLive(attributes, ttlAttribute))) return undefined;
    return new FlatFinishedItem({ item, key });
  };
}

function isTimeToLive(attributes: RowObject, name: string): boolean {
  const value = attributes[name];
  return value === undefined || (typeof value === "number" && value <= maxSeconds);
}
