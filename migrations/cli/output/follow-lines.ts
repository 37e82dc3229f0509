import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { unwritable } from "../../files/file-system-error";
import { privateFile } from "../../files/private-files";
import type { FollowObserver, FollowProgress } from "../../pipeline/follow/follow-progress";
import { duration } from "../../report/quantity";
import { followLine } from "../../report/text/follow-text";
import type { RejectedRow, SuspendedEntity } from "../../run-store/follow/follow-state";
import type { ProcessContext } from "../process-context";

/** Between two lines of a log. */
const lineEveryMs = 10_000;
/** Rejected rows that are shown; all of them are in the file. */
const shownRejects = 5;
const rejectsFile = "follow-rejects.jsonl";

/** Options of what is shown. */
export interface FollowLinesOptions {
  readonly json?: boolean;
  /** Warn while changes take longer than this. Milliseconds. */
  readonly maxLag?: number;
}

/** Shows how following goes: one line that is replaced on a terminal, a line every 10 seconds elsewhere. */
export class FollowLines implements FollowObserver {
  private lastLine = -Infinity;
  private shownRejects = 0;
  private isLate = false;

  /** @param folder of the run, for `follow-rejects.jsonl` */
  constructor(
    private readonly context: ProcessContext,
    private readonly options: FollowLinesOptions,
    private readonly folder: string,
    private readonly onProgress: (progress: FollowProgress) => void = () => {},
  ) {}

  progressed(progress: FollowProgress): void {
    this.onProgress(progress);
    this.checkLag(progress);
    if (this.options.json) return;
    const { context } = this;
    const text = `${progress.phase}: ${followLine(progress)}`;
    if (context.showStatus) {
      context.showStatus(text);
      return;
    }
    if (context.monotonic() - this.lastLine < lineEveryMs) return;
    this.lastLine = context.monotonic();
    context.error(text);
  }

  rejected(row: RejectedRow): void {
    const path = join(this.folder, rejectsFile);
    const line = `${JSON.stringify({ ...row, at: this.context.now().toISOString() })}\n`;
    try {
      appendFileSync(path, line, { mode: privateFile });
    } catch (cause) {
      throw unwritable("run-folder-unwritable", `cannot write to ${path}`, cause);
    }
    if (++this.shownRejects > shownRejects) return;
    this.context.error(`Rejected: ${row.entity} ${row.key}: ${row.message}`);
    if (this.shownRejects === shownRejects) this.context.error(`More rejected rows are in ${path}`);
  }

  suspended({ entity, message }: SuspendedEntity): void {
    this.context.error(`Suspended: ${entity} is no longer followed: ${message}`);
  }

  noted(message: string): void {
    this.context.error(message);
  }

  /** Removes the line. */
  end(): void {
    this.context.showStatus?.("");
  }

  private checkLag({ lagMs }: FollowProgress): void {
    const { maxLag } = this.options;
    if (maxLag === undefined || lagMs > maxLag === this.isLate) return;
    this.isLate = lagMs > maxLag;
    const limit = duration(maxLag / 1000);
    this.context.error(
      this.isLate
        ? `Warning: changes take ${duration(lagMs / 1000)} to arrive, more than ${limit}`
        : `Changes arrive within ${limit} again`,
    );
  }
}
