import { epochAttribute, withoutEpoch } from "../../items/epoch-attribute";
import type { Item } from "../../items/item";
import { TableItems } from "./table-items";

/** Items as comparisons see them: without the attribute that a cutover adds. An item that is restored keeps it. */
export class ItemsWithoutEpoch extends TableItems {
  /** The epochs of the items that were read with one. */
  private readonly epochs = new WeakMap<Item, Item[string]>();

  override async find(...asked: Parameters<TableItems["find"]>): Promise<ReadonlyMap<string, Item>> {
    const found = await super.find(...asked);
    return new Map([...found].map(([key, item]) => [key, this.compared(item)]));
  }

  override restore(table: string, before: Item, expected: Item | undefined, key: Item): Promise<boolean> {
    const epoch = expected && this.epochs.get(expected);
    const kept = epoch ? { [epochAttribute]: epoch, ...before } : before;
    return super.restore(table, kept, expected, key);
  }

  protected override compared(item: Item): Item {
    const compared = withoutEpoch(item);
    const epoch = item[epochAttribute];
    if (compared !== item && epoch) this.epochs.set(compared, epoch);
    return compared;
  }
}
