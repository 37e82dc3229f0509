import type { Control } from "../../../cutover/control/control";
import { authorityIn } from "../../../cutover/phase";
import { changeControl } from "../../../cutover/process/change-control";
import { foreignWriteMetrics } from "../../../cutover/shadow/embedded-metrics";
import { RunnerError } from "../../errors";
import { counted } from "../../report/quantity";
import type { ProcessContext } from "../process-context";
import { cutoverClock } from "./cutover-clock";
import { withCutoverErrors } from "./cutover-error";

/** Where writes of other programs are reported. */
export interface ForeignWriteReportsSettings {
  readonly control: Control;
  /** The control's table, which the alarm's metric is of. */
  readonly table: string;
  readonly metrics: boolean;
  readonly context: ProcessContext;
}

/** Between two lines of metrics, as in the library. */
const windowMs = 10_000;
/** Keys that a message names. */
const shownKeys = 5;

/**
 * Reports rows of the old store that another program has changed after the flip: to people, as the metric `ForeignWrites`,
 * and in the control, where the entity becomes unverified, so that no step relies on the stores being equal.
 */
export class ForeignWriteReports {
  private readonly counts = new Map<string, number>();
  private stopWindows: (() => void) | undefined;

  constructor(private readonly settings: ForeignWriteReportsSettings) {}

  /** Prints a line of metrics every 10 seconds for each entity that is watched. */
  start(watched: () => Promise<ReadonlySet<string>>): void {
    const { metrics, context } = this.settings;
    if (!metrics) return;
    this.stopWindows = context.every(windowMs, () => {
      watched().then(
        (entities) => {
          this.print(entities);
        },
        (error: unknown) => {
          if (!(error instanceof RunnerError)) throw error;
          // What was counted is printed with the next line.
        },
      );
    });
  }

  /** Prints what was counted since the last line. */
  stop(): void {
    this.stopWindows?.();
    if (this.settings.metrics) this.print(new Set());
  }

  async found(entity: string, keys: readonly string[]): Promise<void> {
    const { context } = this.settings;
    this.counts.set(entity, (this.counts.get(entity) ?? 0) + keys.length);
    const rows = `${counted(keys.length, "row")} of the old store (${shown(keys)})`;
    context.error(
      `Warning: ${entity}: another program has changed ${rows} while the tables are the authority; the tables do not have the change`,
    );
    try {
      await withCutoverErrors(context, () => this.mark(entity, `another program has changed ${rows}`));
    } catch (error) {
      if (!(error instanceof RunnerError)) throw error;
      context.error(`${error.message}; ${entity} could not be marked as unverified`);
    }
  }

  private async mark(entity: string, reason: string): Promise<void> {
    const { control, context } = this.settings;
    const at = context.now().toISOString();
    await changeControl(control, cutoverClock(context), {
      ...{ entity, by: `follow on ${context.identity.host || "this host"}`, change: `unverified: ${reason}` },
      next: (present) =>
        authorityIn(present.phase) === "new" ? { ...present, unverified: { reason, at } } : undefined,
    });
  }

  private print(watched: ReadonlySet<string>): void {
    const { context, table } = this.settings;
    for (const entity of new Set([...watched, ...this.counts.keys()])) {
      const foreignWrites = this.counts.get(entity) ?? 0;
      this.counts.delete(entity);
      context.out(foreignWriteMetrics({ control: table, entity, at: context.now(), foreignWrites }));
    }
  }
}

function shown(keys: readonly string[]): string {
  const some = keys.slice(0, shownKeys).join(", ");
  return keys.length > shownKeys ? `${some}, …` : some;
}
