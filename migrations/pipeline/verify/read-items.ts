import type { Entity } from "../../definition/definition";
import type { TableReader } from "../../dynamodb/reader/table-reader";
import type { Item } from "../../items/item";
import { keyText } from "../../items/key-check";
import type { EntityReader } from "../read/entity-reader";
import type { Progress } from "../read/observer";
import type { ReadItem } from "../read/read-stream";
import type { TallyCounter } from "../read/tally";
import { endingOf } from "./endings";

/** How the rows of an entity are read. */
export interface ItemReading {
  readonly signal?: AbortSignal | undefined;
  /** Rows to read at most. @default all */
  readonly limit?: number | undefined;
  readonly counter?: TallyCounter | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/** Takes the items that the rows of an entity become, with the same outcome for each row as at every reading. */
export async function readExpectedItems(
  reader: EntityReader,
  entity: Entity,
  take: (item: ReadItem) => void,
  { signal, limit, counter, onProgress }: ItemReading,
): Promise<void> {
  const stream = reader.read(entity, { signal, limit });
  for await (const { rows } of stream) {
    for (const { outcomes } of rows) {
      for (const outcome of outcomes) if (outcome.kind === "item") take(outcome);
      counter?.addRow(outcomes.map(endingOf));
    }
    onProgress?.(stream.progress);
  }
}

/** Takes the items of a table with their keys; see `keyText`. */
export async function readStoredItems(
  reader: TableReader,
  keyNames: readonly string[],
  take: (item: Item, key: string) => void,
  signal: AbortSignal | undefined,
): Promise<void> {
  for await (const items of reader.scan(signal))
    for (const item of items) take(item, keyText(item, keyNames));
}
