import { UnreachableError } from "../../errors";

/** So many items that are refused, and none that is taken, tell that it is not the items. */
const minRefusals = 25;

/**
 * Tells items that the service refuses from a table that refuses every item, as one does whose indexes the outputs do
 * not know. Refusals are held back until an item was taken or the rows are at their end; where neither comes, they
 * are not counted, so that the rows are sent again once the table or the definition is mended.
 */
export class Refusals {
  private held: (() => void)[] | undefined = [];

  /** @param table for messages */
  constructor(private readonly table: string) {}

  /** Some item was taken, or there are no more: refusals count. */
  allow(): void {
    const held = this.held ?? [];
    this.held = undefined;
    held.forEach((count) => count());
  }

  /** @throws UnreachableError where nothing but refusals came */
  refused(reason: string, count: () => void): void {
    if (!this.held) return count();
    if (this.held.push(count) < minRefusals) return;
    throw new UnreachableError(
      "table-refuses-items",
      `table ${this.table} refused the first ${minRefusals} items, the last one with "${reason}"; the items do not fit the table: change the definition, or bring the outputs up to date`,
    );
  }
}
