import type { Observer, Progress } from "../../pipeline/read/observer";
import type { Timeline } from "../../pipeline/timeline/timeline";
import type { ProcessContext } from "../process-context";

/** Between two messages. */
const messageMs = 200;

/** Tells the parent of a worker how a shard goes; a worker that was started by hand tells nobody. */
export class ShardObserver implements Observer {
  private sentAt = -Infinity;
  private last: Progress | undefined;

  constructor(
    private readonly shard: string,
    private readonly context: Pick<ProcessContext, "parent" | "monotonic" | "error">,
    private readonly timeline: Timeline,
  ) {}

  started(): void {}

  progressed(entity: string, progress: Progress): void {
    this.timeline.rowsAt(entity, progress);
    this.last = progress;
    const now = this.context.monotonic();
    if (now - this.sentAt < messageMs) return;
    this.sentAt = now;
    this.send();
  }

  ended(): void {
    this.send();
  }

  retried(reason: string, items: number): void {
    this.timeline.retried(reason);
    this.context.parent?.send({ kind: "retried", reason, items });
  }

  noted(message: string): void {
    const { parent, error } = this.context;
    if (parent) parent.send({ kind: "noted", message });
    else error(message);
  }

  private send(): void {
    if (!this.last) return;
    const { rows, total } = this.last;
    this.context.parent?.send({ kind: "progress", shard: this.shard, rows, total });
  }
}
