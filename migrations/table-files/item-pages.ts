import type { Item } from "../items/item";

/** Items in pages, to be taken by several readers, one after the other. */
export class ItemPages {
  /** Items taken so far. */
  taken = 0;
  private readonly pages: AsyncIterator<readonly Item[]>;
  private isOver = false;

  /** @param onTaken is told how many items were taken so far */
  constructor(
    pages: AsyncIterable<readonly Item[]>,
    private readonly onTaken: (items: number) => void = () => {},
  ) {
    this.pages = pages[Symbol.asyncIterator]();
  }

  /** The next items; `undefined` after the last. */
  async next(): Promise<readonly Item[] | undefined> {
    if (this.isOver) return undefined;
    const page = await this.pages.next();
    if (page.done) this.isOver = true;
    if (page.done) return undefined;
    const items = page.value;
    this.taken += items.length;
    this.onTaken(this.taken);
    return items;
  }

  /** Whether all have been taken. */
  get isEmpty(): boolean {
    return this.isOver;
  }

  /** No more will be taken. */
  async close(): Promise<void> {
    this.isOver = true;
    await this.pages.return?.();
  }
}
