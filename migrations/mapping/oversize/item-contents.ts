import { hash } from "node:crypto";
import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { canonicalValue } from "../../items/canonical-item";
import type { Item } from "../../items/item";
import { canonicalText } from "../../items/item-text";
import { jsonString } from "../../items/json-string";
import type { FinishedItem } from "../finish-item";
import type { OversizeRules } from "./oversize-rules";
import { unpackAttribute } from "./unpack";

/**
 * The uncompressed contents of items: zlib compresses the same contents to other bytes from one version of Node to
 * the next, and from one processor to another.
 */
export class ItemContents {
  /** Attributes that may be packed. */
  private readonly names: readonly string[];

  /** @param entities those whose items are compared; an item is packed where one of them packs, and its marker says so */
  constructor(entities: readonly { readonly oversize?: OversizeRules }[]) {
    this.names = [...new Set(entities.flatMap(({ oversize }) => oversize?.compress ?? []))];
  }

  /** {@link itemText} of an item that a row became; without the item itself, if its text is known. */
  finishedText(finished: FinishedItem): string {
    const text = finished.encoded?.item;
    // An item that is known as text has no binary attribute, and none is packed.
    return text?.isCanonical ? text.text : this.itemText(finished.item);
  }

  /** As `canonicalText`, with packed attributes as what they hold: equal exactly when two items hold the same. */
  itemText(item: Item): string {
    let comparable = item;
    let unpacked = "";
    for (const name of this.names) {
      const contents = unpackAttribute(item, name);
      if (contents === undefined) continue;
      comparable = { ...comparable, [name]: { B: hash("sha256", contents, "buffer") } };
      unpacked += jsonString(name);
    }
    return canonicalText(comparable) + unpacked;
  }

  /** The same for one attribute; `undefined` where the item does not have it. */
  attributeText(item: Item, name: string): string | undefined {
    const contents = this.names.includes(name) ? unpackAttribute(item, name) : undefined;
    if (contents !== undefined) return `unpacked ${hash("sha256", contents)}`;
    // An attribute may be called `valueOf`, which every object has.
    return Object.hasOwn(item, name) ? canonicalValue(item[name] as AttributeValue) : undefined;
  }
}
