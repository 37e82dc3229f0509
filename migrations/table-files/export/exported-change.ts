import { messageOf } from "../../errors";
import type { Line } from "../../files/lines";
import { checkedItem } from "../../items/checked-item";
import type { Item } from "../../items/item";
import { keyText } from "../../items/key-check";

/** What became of one item in the period of an incremental export. */
export interface ExportedChange {
  readonly kind: "change";
  /** The item's key attributes. */
  readonly key: Item;
  /** The item at the start of the period; absent if it did not exist, or if the export has only new images. */
  readonly oldImage: Item | undefined;
  /** The item at the end of the period; absent if it was deleted. */
  readonly newImage: Item | undefined;
}

/** A line that cannot be read. */
export interface MalformedChange {
  readonly kind: "malformed";
  readonly reason: string;
  readonly text: string;
}

/**
 * Reads a line of an incremental export: `{"Metadata": …, "Keys": …, "OldImage": …, "NewImage": …}`.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/S3DataExport.Output.html
 *
 * @param keyNames the key attributes of the table that the change is for
 */
export function readChange(
  { text, malformed }: Line,
  keyNames: readonly string[],
): ExportedChange | MalformedChange {
  if (malformed !== undefined) return { kind: "malformed", reason: `the line ${malformed}`, text };
  try {
    return changeIn(text, keyNames);
  } catch (error) {
    return { kind: "malformed", reason: `the line does not hold a change: ${messageOf(error)}`, text };
  }
}

function changeIn(text: string, keyNames: readonly string[]): ExportedChange {
  const parsed = JSON.parse(text) as Partial<Record<"Keys" | "OldImage" | "NewImage", unknown>> | null;
  if (parsed?.Keys === undefined)
    throw new Error('it must be {"Keys": {...}, "OldImage": {...}, "NewImage": {...}}');
  const key = checkedItem(parsed.Keys);
  const names = Object.keys(key);
  if (names.length !== keyNames.length || !keyNames.every((name) => Object.hasOwn(key, name)))
    throw new Error(`its key must be (${keyNames.join(", ")}), got (${names.join(", ")})`);
  return {
    ...{ kind: "change", key },
    oldImage: imageIn("OldImage", parsed.OldImage, key, keyNames),
    newImage: imageIn("NewImage", parsed.NewImage, key, keyNames),
  };
}

function imageIn(member: string, json: unknown, key: Item, keyNames: readonly string[]): Item | undefined {
  if (json === undefined || json === null) return undefined;
  const image = checkedItem(json);
  const isOfKey =
    keyNames.every((name) => Object.hasOwn(image, name)) &&
    keyText(image, keyNames) === keyText(key, keyNames);
  if (!isOfKey) throw new Error(`${member} has another key than Keys`);
  return image;
}
