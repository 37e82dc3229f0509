import type { Item } from "../../items/item";
import type { ItemContents } from "../../mapping/oversize/item-contents";
import { keyForPeople, keyText } from "../../items/key-check";

/** An item that differs between source and table. */
export interface Difference {
  /** `missing`: not in the table. `extra`: in the table only. `changed`: in both, with different contents. */
  readonly kind: "missing" | "extra" | "changed";
  readonly table: string;
  readonly key: Readonly<Record<string, string>>;
  /** Of a changed item: the attributes that differ. */
  readonly attributes?: readonly string[];
}

/** Compares the items of a few buckets, one side after the other; only the expected ones are held in memory. */
export class Comparison {
  private readonly expected = new Map<string, Item>();

  /** @param keyNames partition key first */
  constructor(
    private readonly table: string,
    private readonly keyNames: readonly string[],
    private readonly contents: ItemContents,
  ) {}

  expect(item: Item): void {
    this.expected.set(keyText(item, this.keyNames), item);
  }

  /** The expected item of a key, unless it was met. */
  wanted(key: string): Item | undefined {
    return this.expected.get(key);
  }

  /** Takes an item of the table, each once, after all that are expected; returns how it differs. */
  meet(item: Item): Difference | undefined {
    const key = keyText(item, this.keyNames);
    const wanted = this.expected.get(key);
    this.expected.delete(key);
    if (wanted === undefined) return this.difference("extra", item);
    if (this.contents.itemText(wanted) === this.contents.itemText(item)) return undefined;
    return { ...this.difference("changed", item), attributes: this.differingAttributes(wanted, item) };
  }

  /** What was expected and has not been met, by key; see `keyText`. */
  notMet(): Iterable<[string, Item]> {
    return this.expected;
  }

  /** An expected item that cannot be in the table, since nothing near it is. */
  missing(item: Item): Difference {
    return this.difference("missing", item);
  }

  private difference(kind: Difference["kind"], item: Item): Difference {
    return { kind, table: this.table, key: keyForPeople(item, this.keyNames) };
  }

  private differingAttributes(a: Item, b: Item): string[] {
    const names = [...new Set([...Object.keys(a), ...Object.keys(b)])].toSorted();
    return names.filter(
      (name) => this.contents.attributeText(a, name) !== this.contents.attributeText(b, name),
    );
  }
}
