import type { RowKey, RowLookup } from "../../sources/change-log";
import type { DirtyKey } from "./dirty-keys";

/** Finds which of the dirty rows a row is that was found by their keys. */
export class AskedKeys {
  private readonly exact: ReadonlyMap<RowKey, DirtyKey>;
  private own: ReadonlyMap<RowKey, DirtyKey> | undefined;

  constructor(
    private readonly keys: readonly DirtyKey[],
    private readonly lookup: Pick<RowLookup, "ownKey">,
  ) {
    this.exact = new Map(keys.map((key) => [key.key, key]));
  }

  /** The key may be written in another way than the one asked for. @param found the key of the row that was found */
  of(found: RowKey): DirtyKey {
    const exact = this.exact.get(found);
    if (exact) return exact;
    this.own ??= new Map(this.keys.map((key) => [this.lookup.ownKey(key.key), key]));
    const asked = this.own.get(this.lookup.ownKey(found)) ?? this.keys[0];
    if (!asked) throw new Error("a row was found without having been asked for");
    return { ...asked, key: found };
  }
}
