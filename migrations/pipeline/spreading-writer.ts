import type { ItemWriter, Write } from "../writer/item-writer";

/** How many writes are mixed. */
export interface SpreadWindow {
  /** @default 2000 */
  readonly items?: number;
  /** Stored bytes. @default 8 MB */
  readonly bytes?: number;
}

/**
 * Mixes writes on their way to another writer. Rows that come in the order of their keys would all go to one
 * partition for a while, which takes 1,000 write units a second and no more; drawn at random from a window, a
 * partition's share of any batch is about its share of the window.
 */
export class SpreadingWriter implements ItemWriter {
  private readonly window: Write[] = [];
  private bytes = 0;
  private readonly mostItems: number;
  private readonly mostBytes: number;

  /** @param random in [0, 1) */
  constructor(
    private readonly writer: ItemWriter,
    private readonly random: () => number,
    { items = 2000, bytes = 8 * 1024 * 1024 }: SpreadWindow = {},
  ) {
    this.mostItems = items;
    this.mostBytes = bytes;
  }

  async write(write: Write): Promise<void> {
    this.window.push(write);
    this.bytes += write.bytes;
    while (this.window.length > this.mostItems || this.bytes > this.mostBytes)
      await this.writer.write(this.draw());
  }

  async finish(): Promise<void> {
    while (this.window.length > 0) await this.writer.write(this.draw());
    await this.writer.finish();
  }

  drain(): Promise<void> {
    return this.writer.drain();
  }

  /** Takes one out of the window; the last one takes its place. */
  private draw(): Write {
    const at = Math.floor(this.random() * this.window.length);
    const drawn = this.window[at] as Write;
    const last = this.window.pop() as Write;
    if (last !== drawn) this.window[at] = last;
    this.bytes -= drawn.bytes;
    return drawn;
  }
}
