import type { RejectedRow } from "../../run-store/follow/follow-state";
import type { Applied } from "./change-applier";
import { type DirtyKeys, idOf } from "./dirty-keys";

/** Rows are read again after this long, since what their rejection depends on may not be in the log. */
const retryEveryMs = 60_000;

/** Rejections because of an item that another row or another client has put; it is not replaced. */
const ofOtherItems: ReadonlySet<string> = new Set(["already-exists", "duplicate-key"]);

/** The rows that cannot become items as they are now. */
export class RejectedRows {
  private readonly rows: Map<string, RejectedRow>;
  private retriedAtMs = -Infinity;

  constructor(rows: readonly RejectedRow[]) {
    this.rows = new Map(rows.map((row) => [idOf(row), row]));
  }

  get size(): number {
    return this.rows.size;
  }

  get all(): readonly RejectedRow[] {
    return [...this.rows.values()];
  }

  /** Forgets the rows of an entity. */
  drop(entity: string): void {
    for (const [id, row] of this.rows) if (row.entity === entity) this.rows.delete(id);
  }

  /** Makes all of them dirty, if that is due. @param nowMs by a monotonic clock */
  retry(dirty: DirtyKeys, nowMs: number): void {
    if (nowMs - this.retriedAtMs < retryEveryMs) return;
    this.retriedAtMs = nowMs;
    for (const { entity, key, code, message } of this.rows.values())
      dirty.addKey(entity, key, ofOtherItems.has(code) ? { code, message } : undefined);
  }

  /** Notes what became of rows. @returns those that are rejected for a reason that was not known of them */
  note({ settled, rejected }: Pick<Applied, "settled" | "rejected">): readonly RejectedRow[] {
    const before: RejectedRow[] = [];
    for (const key of settled) {
      const known = this.rows.get(idOf(key));
      if (known && this.rows.delete(idOf(key))) before.push(known);
    }
    return rejected.flatMap(({ key: { entity, key }, rejection: { code, message } }) => {
      const row: RejectedRow = { entity, key, code, message };
      this.rows.set(idOf(row), row);
      const isKnown = before.some((one) => one.entity === entity && one.message === message);
      return isKnown ? [] : [row];
    });
  }
}
