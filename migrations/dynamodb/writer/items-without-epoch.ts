import { withoutEpoch } from "../../items/epoch-attribute";
import type { Item } from "../../items/item";
import { TableItems } from "./table-items";

/** Items as comparisons see them: without the attribute that a cutover adds. */
export class ItemsWithoutEpoch extends TableItems {
  override async find(...asked: Parameters<TableItems["find"]>): Promise<ReadonlyMap<string, Item>> {
    const found = await super.find(...asked);
    return new Map([...found].map(([key, item]) => [key, withoutEpoch(item)]));
  }
}
