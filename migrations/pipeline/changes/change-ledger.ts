import type { Acknowledgement, EntityCheckpoint, RunStore } from "../../run-store/checkpoint";
import type { RowValue } from "../../items/row";
import type { Position } from "../../sources/source";
import { rejectLine } from "../read/reject-line";
import type { Ending, Tally } from "../read/tally";
import { ProgressMark } from "../run/progress-mark";

/** Positions are dropped once this many are kept. */
const maxPositions = 1000;

/** A change whose outcome is known. */
export interface SettledChange {
  readonly row: number;
  /** Identifies the change's key. */
  readonly id: string;
  /** For rejects.jsonl. */
  readonly value: RowValue;
}

/** Accounts for every change, in this process and those before it. */
export class ChangeLedger {
  private readonly mark: ProgressMark;
  /** Acknowledgements from before a kill, by row. */
  private readonly before: Map<number, Acknowledgement>;
  private positions: Position[];

  constructor(
    private readonly entity: string,
    private readonly store: RunStore,
  ) {
    const kept = store.checkpoint?.entities ?? {};
    const checkpoint = Object.hasOwn(kept, entity) ? kept[entity] : undefined;
    this.mark = new ProgressMark(checkpoint, checkpoint);
    this.positions = checkpoint?.position ? [checkpoint.position] : [];
    const above = store.acknowledged.filter(
      (one) => one.entity === entity && one.row > this.mark.settledUpTo,
    );
    this.before = new Map(above.map((one) => [one.row, one]));
  }

  get settledUpTo(): number {
    return this.mark.settledUpTo;
  }

  get settledRows(): number {
    return this.mark.settledRows;
  }

  get tally(): Tally {
    return this.mark.tallySoFar;
  }

  get ahead(): Acknowledgement[] {
    return [...this.mark.ahead, ...this.before.values()];
  }

  /** The position from which reading can be resumed. */
  get position(): Position | undefined {
    return this.positions.findLast(({ row }) => row <= this.mark.settledUpTo);
  }

  checkpoint(): Omit<EntityCheckpoint, "done" | "sourceVersion" | "totalRows"> {
    const { position } = this;
    const { settledUpTo, keys, tally } = this.mark;
    return { settledUpTo, keys, ...tally, settled: this.tally, ...(position && { position }) };
  }

  /** A change was read, the one after the last. */
  begin(): void {
    this.mark.begin(1, 0);
  }

  /** All changes up to this position were started. */
  passed(position: Position): void {
    this.positions.push(position);
    if (this.positions.length < maxPositions) return;
    const last = this.positions.findLastIndex(({ row }) => row <= this.mark.settledUpTo);
    this.positions = this.positions.slice(Math.max(0, last));
  }

  /** Settles a change as an earlier process did. `false` if none has settled it. */
  recall(change: SettledChange): boolean {
    const earlier = this.before.get(change.row);
    this.before.delete(change.row);
    if (earlier?.key !== change.id) return false;
    this.end(change, earlier);
    return true;
  }

  /** Settles a change. @param message why it was not made, if so */
  settle(change: SettledChange, ending: Ending, message?: string): void {
    const { row, id: key } = change;
    const shown = message === undefined ? {} : { message };
    const acknowledgement = { entity: this.entity, row, item: 1, key, ending, ...shown };
    this.store.acknowledge(acknowledgement);
    this.end(change, acknowledgement);
  }

  private end({ row, value }: SettledChange, acknowledgement: Acknowledgement): void {
    const { message } = acknowledgement;
    const ending = acknowledgement.ending as Ending;
    const part = { row, item: 1, isOneOfSeveral: false, value };
    if (message !== undefined) this.store.addReject(rejectLine(this.entity, part, { code: ending, message }));
    this.mark.settle(row, { ending, acknowledgement });
  }
}
