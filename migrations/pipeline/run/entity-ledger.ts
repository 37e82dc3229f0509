import type { Acknowledgement, EntityCheckpoint, RunStore } from "../../run-store/checkpoint";
import type { Position } from "../../sources/source";
import type { Rejection } from "../../items/rejection";
import { ProgressMark } from "./progress-mark";
import type { ReadRow } from "../read/read-stream";
import { type RejectedPart, rejectLine } from "../read/reject-line";
import { type Ending, type Tally, TallyCounter } from "../read/tally";
import type { RunItem } from "./run-item";

const skipped = { ending: "skipped" } as const;

/** Positions are dropped once this many are kept. */
const maxPositions = 1000;

/** Accounts for everything that an entity's rows become, in this process and before. */
export class EntityLedger {
  private readonly mark: ProgressMark;
  /** Acknowledgements from before a kill, by row and item. */
  private readonly before: Map<string, Acknowledgement>;
  private readonly recalled = new Set<number>();
  /** Positions from which a read can resume; the first is at or below the mark. */
  private positions: Position[];

  /** @param believedRows acknowledgements of rows after this one are ignored: the source may have changed there */
  constructor(
    private readonly entity: string,
    private readonly store: RunStore,
    believedRows = Infinity,
  ) {
    const checkpoint = store.checkpoint?.entities[entity];
    this.mark = new ProgressMark(checkpoint, checkpoint);
    this.positions = checkpoint?.position ? [checkpoint.position] : [];
    const above = store.acknowledged.filter(
      (one) => one.entity === entity && one.row > this.mark.settledUpTo && one.row <= believedRows,
    );
    this.before = new Map(above.map((one) => [idOf(one), one]));
  }

  /** The row up to which everything is settled. */
  get settledUpTo(): number {
    return this.mark.settledUpTo;
  }

  /** Settled rows, below or above the mark. */
  get settledRows(): number {
    return this.mark.settledRows;
  }

  /** Outcomes of all rows so far, including those above the mark and those acknowledged before a kill. */
  get tally(): Tally {
    const counter = new TallyCounter(this.mark.tallySoFar);
    for (const { ending } of this.before.values()) counter.addPart([ending as Ending], false);
    return counter.tally;
  }

  /** Of these, rows above the mark of the checkpoint that were settled before this process started. */
  get recalledRows(): number {
    return this.recalled.size;
  }

  /** Rows that were started and are not below the mark. */
  get openRows(): number {
    return this.mark.openRows;
  }

  /** The position from which a read can resume: the last one at or below the mark. */
  get position(): Position | undefined {
    return this.positions.findLast(({ row }) => row <= this.mark.settledUpTo);
  }

  /** The acknowledgements that the checkpoint does not count. */
  get ahead(): Acknowledgement[] {
    return [...this.mark.ahead, ...this.before.values()];
  }

  checkpoint(): Omit<EntityCheckpoint, "done" | "sourceVersion"> {
    const { position } = this;
    const { settledUpTo, keys, tally } = this.mark;
    return { settledUpTo, keys, ...tally, settled: this.tally, ...(position && { position }) };
  }

  /** A row was read, the one after the last; what it became follows. */
  begin({ outcomes }: Pick<ReadRow, "outcomes">): void {
    let keys = 0;
    for (const { kind } of outcomes) if (kind === "item") keys++;
    this.mark.begin(outcomes.length, keys);
  }

  /** Notes a position; all rows before it were started. */
  passed(position: Position): void {
    this.positions.push(position);
    if (this.positions.length >= maxPositions) {
      const last = this.positions.findLastIndex(({ row }) => row <= this.mark.settledUpTo);
      this.positions = this.positions.slice(Math.max(0, last));
    }
  }

  leftOut(row: number): void {
    this.mark.settle(row, skipped);
  }

  rejected(part: RejectedPart, { code, message }: Rejection): void {
    this.addReject(part, code, message);
    this.mark.settle(part.row, { ending: code });
  }

  /** Ends an item as an earlier process was told. `false` where it was told nothing, or something of another item. */
  recall(item: RunItem): boolean {
    if (this.before.size === 0) return false;
    const id = idOf(item.origin);
    const earlier = this.before.get(id);
    this.before.delete(id);
    if (earlier?.key !== item.key) return false;
    this.recalled.add(item.row);
    this.end(item, earlier);
    return true;
  }

  /** Settles an item by the service's response. @param message reason why the item was not written, if so */
  acknowledged(item: RunItem, ending: Ending, message?: string): void {
    const acknowledgement = item.acknowledgement(ending, message);
    this.store.acknowledge(acknowledgement);
    this.end(item, acknowledgement);
  }

  /** Keeps the record only: rows above the mark may wait for long, and an item may have 400 KB. */
  private end(item: RunItem, acknowledgement: Acknowledgement): void {
    const { message } = acknowledgement;
    const ending = acknowledgement.ending as Ending;
    if (message !== undefined) this.addReject(item.part, ending, message);
    this.mark.settle(item.row, { ending, acknowledgement });
  }

  private addReject(part: RejectedPart, code: string, message: string): void {
    this.store.addReject(rejectLine(this.entity, part, { code, message }));
  }
}

function idOf({ row, item }: Pick<Acknowledgement, "row" | "item">): string {
  return `${row} ${item}`;
}
