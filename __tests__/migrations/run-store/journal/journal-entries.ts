import type { JournalEntry, NewEntry } from "../../../../migrations/run-store/journal/journal";
import { parseItem } from "../../../../migrations/items/item-json";
import { itemText } from "../../../../migrations/items/item-text";

/** An entry as it is appended. */
export function newEntry({ key, ...rest }: JournalEntry): NewEntry {
  return { ...rest, keyText: itemText(key) };
}

/** An appended entry as it is read again. */
export function readEntry({ keyText, ...rest }: NewEntry): JournalEntry {
  return { ...rest, key: parseItem(JSON.parse(keyText)) };
}
