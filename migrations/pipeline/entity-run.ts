import type { EntityCheckpoint, RunStore } from "../checkpoint/checkpoint";
import type { Entity } from "../definition/definition";
import type { RunnerError } from "../errors";
import type { TargetTable } from "../targets/target-table";
import { canonicalItem } from "../transform/canonical-item";
import type { RejectionCode } from "../transform/rejection";
import type { RowValue } from "../transform/row";
import type { Outcome } from "../transform/transform";
import type { ItemWriter, OnSettled, Settled, Write } from "../writer/item-writer";
import type { EntityReader, ReadRow } from "./entity-reader";
import type { Observer } from "./observer";
import { ProgressMark } from "./progress-mark";
import type { EntityResult } from "./run-result";
import type { Ending } from "./tally";

/** What to do with an item whose key is already in the table. */
export type ConflictPolicy = "overwrite" | "skip" | "fail";

export interface EntityRunSettings {
  readonly entity: Entity;
  readonly reader: EntityReader;
  readonly store: RunStore;
  readonly makeWriter: (
    table: TargetTable,
    onSettled: OnSettled,
    onRetry: (reason: string, items: number) => void,
  ) => ItemWriter;
  readonly conflict: ConflictPolicy;
  readonly limit?: number;
  readonly observer: Observer;
  readonly signal?: AbortSignal;
  /** How far an earlier process came. */
  readonly before: EntityCheckpoint | undefined;
  readonly sourceVersion: string;
  readonly onRetry: (reason: string, items: number) => void;
  readonly afterRow: () => Promise<void>;
}

/** A row, or one of the items that it became. */
interface Part {
  readonly row: number;
  /** Counted from 1, where the row became several. */
  readonly item?: number;
  readonly value: RowValue;
}

type ItemOutcome = Extract<Outcome, { kind: "item" }>;

/** The way of one entity's rows from the source into the table, accounted for row by row. */
export class EntityRun {
  readonly entity: Entity;
  failure: RunnerError | undefined;
  private readonly mark: ProgressMark;
  private readonly table: TargetTable;
  /** What is in flight by its sequence, so that what the service refuses can be shown. */
  private readonly inFlight = new Map<number, Part>();
  private sequence = 0;
  private done: boolean;

  constructor(private readonly settings: EntityRunSettings) {
    const { before, entity } = settings;
    this.entity = entity;
    this.table = settings.reader.table(entity);
    this.mark = new ProgressMark(before?.settledUpTo, before);
    this.done = before?.done ?? false;
  }

  /** The row up to which everything was settled, in this process or before. */
  get settledUpTo(): number {
    return this.mark.settledUpTo;
  }

  /** Reads, transforms and writes the rows. @throws RunnerError where that cannot go on; what was sent is settled */
  async move(): Promise<void> {
    const { observer, reader, makeWriter, onRetry } = this.settings;
    observer.started(this.entity.name, reader.describe(this.entity), this.table.name);
    const writer = makeWriter(this.table, (write, outcome) => this.settled(write, outcome), onRetry);
    try {
      await this.writeRows(writer);
    } catch (error) {
      await this.saveWhatArrived(writer, error as { code?: string });
      throw error;
    }
    await writer.finish();
    this.done = true;
    observer.ended(this.entity.name, this.mark.tally);
  }

  result(): EntityResult {
    return {
      entity: this.entity.name,
      table: this.table.name,
      tally: this.mark.tally,
      ...(this.failure && { failure: this.failure }),
    };
  }

  checkpoint(): EntityCheckpoint {
    return {
      settledUpTo: this.mark.settledUpTo,
      ...this.mark.tally,
      done: this.done,
      sourceVersion: this.settings.sourceVersion,
    };
  }

  private async writeRows(writer: ItemWriter): Promise<void> {
    const { reader, observer, signal, limit = Infinity, afterRow } = this.settings;
    const resumeAfter = this.mark.settledUpTo;
    const stream = reader.read(this.entity, { signal });
    for await (const chunk of stream) {
      for (const row of chunk.rows) {
        if (row.number > limit) return;
        // Rows settled earlier are read again only for their keys, which tell duplicates.
        if (row.number <= resumeAfter) continue;
        await this.handle(row, writer);
        await afterRow();
        observer.progressed(this.entity.name, this.mark.settledUpTo, stream.fractionRead);
      }
    }
  }

  private async handle({ number, value, outcomes }: ReadRow, writer: ItemWriter): Promise<void> {
    this.mark.begin(number, outcomes.length);
    for (const [index, outcome] of outcomes.entries()) {
      const part: Part = { row: number, value, ...(outcomes.length > 1 && { item: index + 1 }) };
      if (outcome.kind === "left-out") this.mark.settle(number, "skipped");
      else if (outcome.kind === "rejected")
        this.reject(part, outcome.rejection.code, outcome.rejection.message);
      else await this.write(part, outcome, writer);
    }
  }

  private async write(part: Part, { item, bytes }: ItemOutcome, writer: ItemWriter): Promise<void> {
    const sequence = ++this.sequence;
    this.inFlight.set(sequence, part);
    await writer.write({ sequence, item, bytes });
  }

  /** Rows that were good before the source broke off still arrive. */
  private async saveWhatArrived(writer: ItemWriter, error: { code?: string }): Promise<void> {
    if (error.code?.startsWith("source-")) await writer.finish();
    else await writer.drain();
  }

  private settled(write: Write, outcome: Settled): void {
    const part = this.inFlight.get(write.sequence) as Part;
    this.inFlight.delete(write.sequence);
    if (outcome.kind === "refused") return this.reject(part, "refused-by-service", outcome.reason);
    const ending = outcome.kind === "exists" ? this.endingOfExisting(write, outcome) : "written";
    if (ending !== "already-exists") return this.mark.settle(part.row, ending);
    this.reject(
      part,
      ending,
      "the table has a different item with this key; --on-conflict overwrite replaces it",
    );
  }

  /** What an interrupted run wrote itself is no conflict. */
  private endingOfExisting(write: Write, outcome: Extract<Settled, { kind: "exists" }>): Ending {
    if (this.settings.conflict === "skip") return "skipped";
    return canonicalItem(write.item) === canonicalItem(outcome.stored) ? "skipped" : "already-exists";
  }

  private reject({ row, item, value }: Part, code: RejectionCode, message: string): void {
    const place = { entity: this.entity.name, row, ...(item !== undefined && { item }) };
    this.settings.store.addReject({ ...place, code, message, value });
    this.mark.settle(row, code);
  }
}
