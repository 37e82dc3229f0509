import type { RecordMapping } from "../../../cutover/stores/store";
import { MappingError } from "../../../cutover/errors";
import type { Item } from "../../../migrations/items/item";
import type { RowObject } from "../../../migrations/items/row";

/** A row of the tests' entity: an item for the note, and one for each of its tags. */
export interface Note extends RowObject {
  readonly id: string;
  readonly text: string;
  readonly tags: readonly string[];
}

export function note(id: string, text: string, ...tags: string[]): Note {
  return { id, text, tags };
}

/** Notes ↔ items. The text `unmappable` is rejected. */
export const noteMapping: RecordMapping = {
  keyOf: (row) => row["id"] as string,
  itemsOf: (row) => {
    const { id, text, tags } = row as Note;
    if (text === "unmappable") throw new MappingError(`note ${id}: the text is rejected`);
    const main: Item = { PK: { S: id }, SK: { S: "NOTE" }, text: { S: text } };
    return [main, ...tags.toSorted().map((tag): Item => ({ PK: { S: id }, SK: { S: `TAG#${tag}` } }))];
  },
  rowOf: (items) => {
    const main = items.find((item) => item["SK"]?.S === "NOTE");
    if (!main) return undefined;
    const tags = items.flatMap((item) => (item["SK"]?.S?.startsWith("TAG#") ? [item["SK"].S.slice(4)] : []));
    return note(main["PK"]?.S ?? "", main["text"]?.S ?? "", ...tags.toSorted());
  },
  droppedColumns: [],
};
