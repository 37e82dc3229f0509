import { notOfLog, OpenTransactions } from "./open-transactions";
import type { LogPosition, LogStep, RowChange, RowKey } from "../../sources/change-log";

/** Nearly every dirty row has a single one, for which a set would take most of the memory. */
type WrittenRows = readonly string[] | Set<string>;

/** A row that was written in the source and is to be read again. */
export interface DirtyKey {
  readonly entity: string;
  readonly key: RowKey;
  /** The rows of the log that were written, each once; see `RowChange.written`. */
  readonly written: WrittenRows;
  /** Counts the rows in the order in which they became dirty. */
  readonly number: number;
  /** Number of the first transaction since which it is dirty. */
  readonly since: number;
  /** When that transaction was committed, in milliseconds of the source's clock. `undefined` if it is not known. */
  readonly committedAt: number | undefined;
  /**
   * Leaves items that exist with other contents as they are, and rejects the row for this reason.
   * @default they are replaced
   */
  readonly unlessExists?: { readonly code: string; readonly message: string } | undefined;
}

/** Positions after transactions that are kept while an earlier one is not settled. */
const maxSteps = 20_000;

/** The position after a transaction. */
interface ClosedStep {
  readonly number: number;
  readonly position: LogPosition;
}

/**
 * The rows that are to be read again, each once however often it was written, and the position in the log up to which
 * all of them have been dealt with.
 */
export class DirtyKeys {
  /** In the order in which they became dirty, except for those that were given back. */
  private readonly keys = new Map<string, DirtyKey>();
  private readonly taken = new Set<DirtyKey>();
  /** Of all of them. */
  private readonly open = new OpenTransactions();
  private steps: ClosedStep[] = [];
  private current = 0;
  private nextNumber = 0;
  /** The numbers of rows that were given back, and are not in their order. */
  private readonly returned = new Set<number>();
  private isOpen = false;
  private settledPosition: LogPosition;

  /** @param position that everything before was dealt with */
  constructor(position: LogPosition) {
    this.settledPosition = position;
  }

  /** Rows that are dirty or being worked on. */
  get size(): number {
    return this.keys.size + this.taken.size;
  }

  /** Notes what the log says. Within a transaction only the position waits. */
  add({ changes, position, committedAt }: LogStep): void {
    for (const change of changes) this.addChange(change, committedAt?.getTime());
    this.isOpen ||= changes.length > 0;
    if (position === undefined) return;
    const last = this.steps.at(-1);
    if (!this.isOpen && last) this.steps[this.steps.length - 1] = { number: last.number, position };
    else this.steps.push({ number: this.current++, position });
    this.isOpen = false;
    // A row that is held for hours: without some of the positions, only more of the log is read again.
    if (this.steps.length > maxSteps)
      this.steps = this.steps.filter((_, index) => (this.steps.length - index) % 2 === 1);
  }

  /** Makes a row dirty that the log does not name, such as one that was rejected before. The position waits for it. */
  addKey(entity: string, key: RowKey, unlessExists?: DirtyKey["unlessExists"]): void {
    const id = idOf({ entity, key });
    const known = this.keys.get(id);
    const { written = [], committedAt } = known ?? {};
    const isKept = unlessExists && (!known || known.unlessExists);
    this.put(id, {
      entity,
      key,
      written,
      number: known?.number ?? this.nextNumber++,
      since: notOfLog,
      committedAt,
      ...(isKept && { unlessExists }),
    });
  }

  /** Forgets the rows of an entity. Nothing is being worked on. */
  drop(entity: string): void {
    this.settle([...this.taken].filter((key) => key.entity === entity));
    for (const [id, key] of this.keys)
      if (key.entity === entity) {
        this.keys.delete(id);
        this.open.remove(key.since);
        this.returned.delete(key.number);
      }
  }

  /** The same position with only those rows that reading the log from there does not name again. */
  rewound(): DirtyKeys {
    const rewound = new DirtyKeys(this.position);
    for (const { entity, key, since, unlessExists } of this.all())
      if (since === notOfLog) rewound.addKey(entity, key, unlessExists);
    return rewound;
  }

  /** Takes rows to work on; each is to be settled or given back. */
  take(max: number): DirtyKey[] {
    const some: DirtyKey[] = [];
    for (const [id, key] of this.keys) {
      if (some.length === max) break;
      this.keys.delete(id);
      this.taken.add(key);
      some.push(key);
    }
    return some;
  }

  settle(keys: readonly DirtyKey[]): void {
    for (const key of keys) {
      this.forget(key);
      this.returned.delete(key.number);
    }
  }

  /** Makes rows that were taken dirty as they were before. */
  giveBack(keys: readonly DirtyKey[]): void {
    for (const key of keys) {
      const id = idOf(key);
      const again = this.keys.get(id);
      const written = again ? new Set([...key.written, ...again.written]) : key.written;
      const since = Math.min(key.since, again?.since ?? Infinity);
      const unlessExists = again && !again.unlessExists ? undefined : key.unlessExists;
      this.returned.add(key.number);
      this.put(id, { ...key, written, since, unlessExists });
      // Afterwards, so that its transaction has a dirty row all the time.
      this.forget(key);
    }
  }

  /** Everything before it has been dealt with. */
  get position(): LogPosition {
    const open = this.open.first;
    const settled = this.steps.findLastIndex(({ number }) => number < open);
    if (settled !== -1) {
      this.settledPosition = (this.steps[settled] as ClosedStep).position;
      this.steps = this.steps.slice(settled + 1);
    }
    return this.settledPosition;
  }

  /** The number that the next row gets that becomes dirty. */
  get next(): number {
    return this.nextNumber;
  }

  /** Every row with a number below has been dealt with. */
  get settledBelow(): number {
    let first = this.nextNumber;
    for (const { number } of this.taken) first = Math.min(first, number);
    for (const number of this.returned) first = Math.min(first, number);
    for (const { number } of this.keys.values())
      if (!this.returned.has(number)) return Math.min(first, number);
    return first;
  }

  /** When the first of the transactions with a dirty row was committed. */
  get oldestCommit(): number | undefined {
    return this.open.oldestCommit;
  }

  /** Replaces the row with this key. */
  private put(id: string, key: DirtyKey): void {
    const before = this.keys.get(id);
    this.keys.set(id, key);
    this.open.add(key.since, key.committedAt);
    if (before) this.open.remove(before.since);
  }

  private forget(key: DirtyKey): void {
    if (this.taken.delete(key)) this.open.remove(key.since);
  }

  private *all(): Generator<DirtyKey> {
    yield* this.keys.values();
    yield* this.taken;
  }

  private addChange(change: RowChange, at: number | undefined): void {
    const id = idOf(change);
    const known = this.keys.get(id);
    if (known && !known.unlessExists && hasWritten(known, change.written)) return;
    this.put(id, {
      entity: change.entity,
      key: change.key,
      written: known ? withRow(known, change.written) : [change.written],
      number: known?.number ?? this.nextNumber++,
      since: known?.since ?? this.current,
      committedAt: known ? known.committedAt : at,
    });
  }
}

function hasWritten({ written }: DirtyKey, row: string): boolean {
  return written instanceof Set ? written.has(row) : written.includes(row);
}

/** Thousands of rows of a query's tables may lead to one key: a set is extended, not copied. */
function withRow({ written }: DirtyKey, row: string): WrittenRows {
  if (written instanceof Set) return written.add(row);
  const isIn = written.length === 0 || written.includes(row);
  return isIn ? [row] : new Set([...written, row]);
}

/** Identifies a row among those of all entities. */
export function idOf({ entity, key }: Pick<DirtyKey, "entity" | "key">): string {
  return `${entity} ${key}`;
}
