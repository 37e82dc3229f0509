import { UsageError } from "../../errors";
import type { Item } from "../../items/item";
import { itemText } from "../../items/item-text";
import { marshal } from "../../items/marshal";
import type { Row, RowObject } from "../../items/row";
import type { CompiledChange } from "../../mapping/item-change";
import type { Source } from "../../sources/source";

/** Chunks of the scan between two saves. */
const chunksPerSave = 50;
/** Items that `where` may fail for at the start, one after the other, before the search stops. */
const maxFailures = 20;

/** Where a search keeps what it found; see `KeyList`. */
export interface FoundKeys {
  readonly state: { readonly scanned: number; readonly found: number; readonly cursor?: string | undefined };
  add(keyTexts: readonly string[], scanned: number): void;
  save(cursor: string | undefined, isComplete: boolean): Promise<void>;
}

export interface FindSettings {
  readonly source: Pick<Source, "rows">;
  /** The table's name in AWS. */
  readonly table: string;
  readonly keyNames: readonly string[];
  readonly change: CompiledChange;
  readonly found: FoundKeys;
  /** Called after each chunk. */
  readonly onProgress: () => void;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Scans a table and keeps the keys of the items for which `where` is true, and of those for which it cannot be
 * evaluated: these are rejected when they are changed.
 * @throws UsageError if it can be evaluated for none of the first items
 */
export async function findItems(settings: FindSettings): Promise<void> {
  const { source, table, keyNames, change, found, onProgress, signal } = settings;
  const { cursor, scanned } = found.state;
  const after = cursor === undefined ? undefined : { row: scanned, cursor };
  const check = new FailureCheck();
  let chunks = 0;
  let last = cursor;
  for await (const chunk of source.rows({ table }, { signal, after })) {
    const wanted = chunk.rows
      .map(({ value }) => value as Row)
      .filter((row) => check.take(change.isWanted(row)));
    const keys = wanted.map((row) => itemText(keyOf(row, keyNames)));
    found.add(keys, chunk.rows.length);
    last = chunk.cursor;
    if (++chunks % chunksPerSave === 0) await found.save(last, false);
    onProgress();
  }
  await found.save(last, true);
}

/** The key attributes of a row that was an item. */
export function keyOf(row: RowObject, keyNames: readonly string[]): Item {
  return marshal(Object.fromEntries(keyNames.map((name) => [name, row[name]])));
}

/** Stops a search whose `where` is wrong rather than the items. */
export class FailureCheck {
  private failures: number | undefined = 0;

  /** @returns whether the item is to be changed, or rejected */
  take(wanted: ReturnType<CompiledChange["isWanted"]>): boolean {
    if (typeof wanted === "boolean") this.failures = undefined;
    else if (this.failures !== undefined && ++this.failures >= maxFailures)
      throw new UsageError(
        "change-invalid",
        `--where cannot be evaluated for any of the first ${maxFailures} items: ${wanted.message}; nothing was changed`,
      );
    return wanted !== false;
  }
}
