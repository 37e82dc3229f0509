import { messageOf } from "../../errors";
import { checkedItem } from "../../items/checked-item";
import type { RowValue } from "../../items/row";
import { unmarshal } from "../../items/unmarshal";
import type { Line } from "../../files/lines";

/** What a line of a data file says. */
export type ExportedLine =
  | { readonly kind: "item"; readonly value: RowValue }
  | {
      readonly kind: "delete";
      /** The item's key. */
      readonly value: RowValue;
      /** The item as it was, if the export has it. */
      readonly old?: RowValue;
    }
  | { readonly kind: "malformed"; readonly value: RowValue; readonly reason: string };

/**
 * Reads a line of a full export, `{"Item": …}`, or of an incremental one, which holds for each key that was changed
 * within the export's time what it came to: `{"Keys": …, "NewImage": …}`, or no new image where the item is gone.
 */
export function readLine({ text, malformed }: Line, isIncremental: boolean): ExportedLine {
  if (malformed !== undefined) return { kind: "malformed", value: text, reason: `the line ${malformed}` };
  try {
    return isIncremental ? changeIn(text) : { kind: "item", value: itemIn(text) };
  } catch (error) {
    return { kind: "malformed", value: text, reason: `the line does not hold an item: ${messageOf(error)}` };
  }
}

function itemIn(text: string): RowValue {
  const { Item: item } = JSON.parse(text) as { readonly Item?: unknown };
  if (item === undefined) throw new Error('it must be {"Item": {...}}');
  return unmarshal(checkedItem(item));
}

function changeIn(text: string): ExportedLine {
  const {
    Keys: keys,
    NewImage: image,
    OldImage: old,
  } = JSON.parse(text) as {
    readonly Keys?: unknown;
    readonly NewImage?: unknown;
    readonly OldImage?: unknown;
  };
  if (keys === undefined) throw new Error('it must be {"Keys": {...}, "NewImage": {...}}');
  return image === undefined
    ? {
        ...{ kind: "delete", value: unmarshal(checkedItem(keys)) },
        ...(old !== undefined && { old: unmarshal(checkedItem(old)) }),
      }
    : { kind: "item", value: unmarshal(checkedItem(image)) };
}
