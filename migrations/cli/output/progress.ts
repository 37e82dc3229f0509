import type { Observer, Progress } from "../../pipeline/read/observer";
import { progressBar, progressLine } from "./progress-text";
import { RecentRate } from "./recent-rate";
import type { ProcessContext } from "../process-context";

/** Between two lines of a log. */
const lineEveryMs = 10_000;
/** Between two drawings of a bar. */
const drawEveryMs = 200;
const defaultColumns = 80;

/**
 * Shows how the work goes, one entity at a time: a bar on a terminal, a line every 10 seconds elsewhere, nothing if
 * `quiet`.
 */
export function makeObserver(context: ProcessContext, { quiet }: { readonly quiet: boolean }): Observer {
  if (quiet) return new QuietObserver(context);
  const { showStatus } = context;
  return showStatus
    ? new ShownProgress(context, drawEveryMs, (figures) =>
        showStatus(figures ? progressBar(figures, (context.columns?.() ?? defaultColumns) - 1) : ""),
      )
    : new ShownProgress(context, lineEveryMs, (figures) => {
        if (figures) context.error(progressLine(figures));
      });
}

class QuietObserver implements Observer {
  constructor(protected readonly context: ProcessContext) {}

  started(_entity: string, _from: string, _to: string): void {}
  progressed(_entity: string, _progress: Progress): void {}
  ended(_entity: string): void {}
  retried(_reason: string, _items: number): void {}

  noted(message: string): void {
    this.context.error(message);
  }
}

/** What is shown: `undefined` once the work on an entity is over. */
type Show = (figures: Parameters<typeof progressLine>[0] | undefined) => void;

/** Shows the entity that is worked on at regular intervals. */
class ShownProgress extends QuietObserver {
  private current: { readonly entity: string; progress?: Progress; readonly rate: RecentRate } | undefined;
  private stop: (() => void) | undefined;
  private retries = 0;

  constructor(
    context: ProcessContext,
    private readonly everyMs: number,
    private readonly show: Show,
  ) {
    super(context);
  }

  override started(entity: string, from: string, to: string): void {
    this.context.error(`${entity}: ${from} → ${to}`);
    this.current = { entity, rate: new RecentRate() };
    this.stop ??= this.context.every(this.everyMs, () => this.tick());
  }

  override progressed(entity: string, progress: Progress): void {
    if (this.current?.entity !== entity) return;
    const isFirst = this.current.progress === undefined;
    this.current.progress = progress;
    if (isFirst) this.sample(progress);
  }

  override ended(): void {
    this.stop?.();
    this.stop = undefined;
    this.current = undefined;
    this.show(undefined);
  }

  override retried(): void {
    this.retries++;
  }

  private tick(): void {
    const { current, retries } = this;
    if (!current?.progress) return;
    const { entity, progress, rate } = current;
    this.sample(progress);
    this.show({ entity, progress, rate: rate.perSecond, retries });
  }

  private sample({ rows, recalledRows = 0 }: Progress): void {
    this.current?.rate.add(this.context.monotonic(), rows - recalledRows);
  }
}
