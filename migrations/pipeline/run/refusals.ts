import { UnreachableError } from "../../errors";

/** If DynamoDB rejects the first 25 items, assume that the table, not the items, is at fault. */
const minRefusals = 25;

/**
 * Distinguishes rejected items from a table that rejects every item, for example because the outputs lack its indexes.
 * Rejections are buffered until an item is accepted or the source ends. If neither happens they are not counted, so
 * that the rows are sent again once the table or the definition is fixed.
 */
export class Refusals {
  private held: (() => void)[] | undefined = [];

  /** @param table for messages */
  constructor(private readonly table: string) {}

  /** Call after an item was accepted or after the last item: the rejections so far, and all later ones, are counted. */
  allow(): void {
    const { held } = this;
    if (!held) return;
    this.held = undefined;
    held.forEach((count) => count());
  }

  /** @throws UnreachableError if the first items were all rejected */
  refused(reason: string, count: () => void): void {
    if (!this.held) return count();
    if (this.held.push(count) < minRefusals) return;
    throw new UnreachableError(
      "table-refuses-items",
      `table ${this.table} refused the first ${minRefusals} items, the last one with "${reason}"; the items do not fit the table: change the definition, or bring the outputs up to date`,
    );
  }
}
