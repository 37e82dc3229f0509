import type { BinlogEvent } from "./zongji-driver";

/** Rows that may wait before the connection is paused. */
const maxRows = 2000;

/** Events that have arrived and are not yet read. Pauses the connection while there are many. */
export class EventQueue {
  private events: BinlogEvent[] = [];
  private next = 0;
  private rows = 0;
  private isPaused = false;
  private ended: { readonly error?: Error } | undefined;
  private wake: (() => void) | undefined;

  /** @param flow pauses and resumes what fills the queue */
  constructor(private readonly flow: { pause(): void; resume(): void }) {}

  add(event: BinlogEvent): void {
    this.events.push(event);
    this.rows += weightOf(event);
    if (this.rows > maxRows && !this.isPaused && !isTableMap(event)) {
      this.isPaused = true;
      this.flow.pause();
    }
    this.wake?.();
  }

  /** @param error that readers get after the events that have arrived. @default they end */
  end(error?: Error): void {
    this.ended ??= error ? { error } : {};
    this.wake?.();
  }

  get isEmpty(): boolean {
    return this.next === this.events.length;
  }

  /** The next event. `undefined` at the end. */
  async take(): Promise<BinlogEvent | undefined> {
    while (this.isEmpty) {
      if (this.ended?.error) throw this.ended.error;
      if (this.ended) return undefined;
      this.events = [];
      this.next = 0;
      if (this.isPaused) this.resume();
      else await new Promise<void>((resolve) => (this.wake = resolve));
    }
    const event = this.events[this.next++] as BinlogEvent;
    this.rows -= weightOf(event);
    return event;
  }

  private resume(): void {
    this.isPaused = false;
    this.flow.resume();
  }
}

/**
 * ZongJi pauses the connection itself while it looks a table up, and resumes it after it has handed the event on. A
 * connection that is resumed by others in between loses the rows of that table.
 */
function isTableMap(event: BinlogEvent): boolean {
  return event.getTypeName() === "TableMap";
}

function weightOf({ rows }: BinlogEvent): number {
  return 1 + (rows?.length ?? 0);
}
