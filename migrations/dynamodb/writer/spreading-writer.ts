import type { ItemWriter, Write } from "./item-writer";

/** How many writes are mixed. */
export interface SpreadWindow {
  /** @default 2000 */
  readonly items?: number;
  /** Stored bytes. @default 8 MB */
  readonly bytes?: number;
}

/**
 * Shuffles writes on their way to another writer. Rows in the order of their keys would all go to one partition for a
 * while, which is limited to 1,000 write units per second; drawn at random from a window, a partition's share of a
 * batch is about its share of the window. A write is passed at most by the writes of two windows, so that few rows are
 * open at a time.
 */
export class SpreadingWriter<W extends Write = Write> implements ItemWriter<W> {
  private window: W[] = [];
  /** Writes are drawn from here until it is empty; new writes wait in the window. */
  private drawn: W[] = [];
  private bytes = 0;
  private readonly maxItems: number;
  private readonly maxBytes: number;

  /** @param random in [0, 1) */
  constructor(
    private readonly writer: ItemWriter<W>,
    private readonly random: () => number,
    { items = 2000, bytes = 8 * 1024 * 1024 }: SpreadWindow = {},
  ) {
    this.maxItems = items;
    this.maxBytes = bytes;
  }

  write(write: W): Promise<void> | undefined {
    this.window.push(write);
    this.bytes += write.bytes;
    while (this.isFull) {
      const waiting = this.writer.write(this.draw());
      if (waiting) return this.isFull ? this.makeRoom(waiting) : waiting;
    }
    return undefined;
  }

  async finish(): Promise<void> {
    try {
      while (this.held > 0) await this.writer.write(this.draw());
    } catch (error) {
      // As the other writer's own `finish` does: what was sent is settled before the failure is told.
      await this.drain();
      throw error;
    }
    await this.writer.finish();
  }

  drain(): Promise<void> {
    return this.writer.drain();
  }

  private async makeRoom(waiting: Promise<void>): Promise<void> {
    await waiting;
    while (this.isFull) await this.writer.write(this.draw());
  }

  private get isFull(): boolean {
    return this.held > this.maxItems || this.bytes > this.maxBytes;
  }

  private get held(): number {
    return this.window.length + this.drawn.length;
  }

  /** Removes one element by overwriting it with the last one. */
  private draw(): W {
    if (this.drawn.length === 0) [this.drawn, this.window] = [this.window, this.drawn];
    const at = Math.floor(this.random() * this.drawn.length);
    const drawn = this.drawn[at] as W;
    const last = this.drawn.pop() as W;
    if (last !== drawn) this.drawn[at] = last;
    this.bytes -= drawn.bytes;
    return drawn;
  }
}
