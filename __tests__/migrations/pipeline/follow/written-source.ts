import { setImmediate as pause } from "node:timers/promises";
import { UnreachableError } from "../../../../migrations/errors";
import type {
  ChangeLog,
  FoundRow,
  LogPosition,
  LogState,
  LogStep,
  RowChange,
  RowLookup,
} from "../../../../migrations/sources/change-log";

/** A row of the source; every column but `id` is any value. */
export type Row = {
  readonly id: string;
  readonly mail?: string | undefined;
  readonly [column: string]: string | number | boolean | readonly string[] | undefined;
};

/** A write of a row; `undefined` deletes it. */
export interface RowWrite {
  readonly id: string;
  readonly row: Row | undefined;
}

/** The key of a row has a column that is not part of its own key, which the items' keys are made of. */
function keyOf({ id, mail }: Row): string {
  return JSON.stringify([id, mail ?? null]);
}

/**
 * A source in memory that is written to. Its log tells of a transaction before readings see it, as MariaDB's does: a
 * transaction is visible only after `publish`, and `held` names its rows until then.
 */
export class WrittenSource {
  private readonly log: { readonly step: LogStep; readonly writes: readonly RowWrite[] }[] = [];
  private published = 0;
  /** Steps that the log does not have anymore, since they were settled. */
  private discarded = 0;
  private readonly rows = new Map<string, Row>();
  /** With those that are not published. */
  private readonly committed = new Map<string, Row>();
  /** Throws at some of the calls. */
  fails: () => boolean = () => false;

  /** The rows that a reading sees. */
  get visible(): ReadonlyMap<string, Row> {
    return this.rows;
  }

  /** Commits a transaction. */
  commit(writes: readonly RowWrite[]): void {
    const changes = writes.flatMap((write) => this.changesOf(write));
    const position = String(this.log.length + 1);
    this.log.push({ step: { changes, position, committedAt: new Date(0) }, writes });
  }

  private changesOf({ id, row }: RowWrite): RowChange[] {
    const before = this.committed.get(id);
    if (row) this.committed.set(id, row);
    else this.committed.delete(id);
    const change = (kind: RowChange["kind"], of: Row) => ({
      ...{ entity: "user", kind, key: keyOf(of), written: id },
    });
    if (before && row && keyOf(before) === keyOf(row)) return [change("update", row)];
    return [...(before ? [change("delete", before)] : []), ...(row ? [change("insert", row)] : [])];
  }

  /** Makes transactions visible, in their order. @param count of them. @default all */
  publish(count = Infinity): void {
    for (let left = count; left > 0 && this.published < this.log.length; left--)
      for (const { id, row } of this.log[this.published++]?.writes ?? [])
        if (row) this.rows.set(id, row);
        else this.rows.delete(id);
  }

  readonly changeLog: ChangeLog = {
    check: () => Promise.resolve([]),
    begin: () => Promise.resolve(String(this.published)),
    changes: (from, signal) => this.changes(from, signal),
    held: (written) => {
      this.failSometimes();
      const open = new Set(
        this.log.slice(this.published).flatMap(({ writes }) => writes.map(({ id }) => id)),
      );
      return Promise.resolve(new Set(written.filter((id) => open.has(id))));
    },
    end: () => Promise.resolve(String(this.log.length)),
    isReached: (position, target) => Number(position) >= Number(target),
    settled: (position) => {
      this.discarded = Math.max(this.discarded, Number(position));
      return Promise.resolve();
    },
    state: (): Promise<LogState> => Promise.resolve({ notes: [] }),
    remove: () => Promise.resolve([]),
    close: () => Promise.resolve(),
  };

  readonly lookup: RowLookup = {
    keyColumns: ["id", "mail"],
    uniqueKeys: [["id"]],
    ownKey: (key) => JSON.stringify((JSON.parse(key) as [string]).slice(0, 1)),
    keyRow: (key) => {
      const [id, mail] = JSON.parse(key) as [string, (string | null)?];
      return { id, mail: mail ?? null };
    },
    rowsAt: (keys) => {
      this.failSometimes();
      const ids = new Set(keys.map((key) => (JSON.parse(key) as [string])[0]));
      const found = [...ids].flatMap((id): FoundRow[] => {
        const row = this.rows.get(id);
        return row ? [{ key: keyOf(row), value: row }] : [];
      });
      return Promise.resolve(found);
    },
    close: () => Promise.resolve(),
  };

  private async *changes(from: LogPosition, signal: AbortSignal): AsyncGenerator<LogStep> {
    for (let at = Number(from); !signal.aborted;) {
      this.failSometimes();
      if (at < this.discarded) throw new UnreachableError("log-lost", `the log starts at ${this.discarded}`);
      const next = this.log[at];
      if (next) {
        at++;
        yield* partsOf(next.step);
      } else {
        yield { changes: [], position: String(at) };
        await pause();
      }
    }
  }

  private failSometimes(): void {
    if (this.fails()) throw new UnreachableError("source-lost", "the connection was lost");
  }
}

/** Large transactions come in several steps, of which the last has the position. */
function partsOf({ changes, position, committedAt }: LogStep): LogStep[] {
  if (changes.length < 2)
    return [{ changes, ...(position && { position }), ...(committedAt && { committedAt }) }];
  const middle = Math.ceil(changes.length / 2);
  return [
    { changes: changes.slice(0, middle) },
    { changes: changes.slice(middle), ...(position && { position }), ...(committedAt && { committedAt }) },
  ];
}
