import type { Acknowledgement, EntityCheckpoint, RunStore } from "../../run-store/checkpoint";
import type { Entity } from "../../definition/definition";
import type { RunnerError } from "../../errors";
import { keyAttributes, type TargetTable } from "../../items/target-table";
import { ItemContents } from "../../mapping/oversize/item-contents";
import type { ObjectStore } from "../../objects/object-store";
import type { ItemWriter, MakeWriter, OnSettled, Settled } from "../../dynamodb/writer/item-writer";
import { unitCounter } from "../../items/index-entry";
import { EntityLedger } from "./entity-ledger";
import type { EntityReader } from "../read/entity-reader";
import type { Observer, Progress } from "../read/observer";
import { rejectedPart } from "../read/reject-line";
import type { ReadItem, ReadOutcome, ReadRow, ReadStream } from "../read/read-stream";
import { Refusals } from "./refusals";
import { RunItem, type RowsOrigin, type WrittenItems } from "./run-item";
import type { EntityResult } from "./run-result";
import { SpreadingWriter, type SpreadWindow } from "../../dynamodb/writer/spreading-writer";
import type { Ending } from "../read/tally";

/** Rows that may be open at a time; a request that is repeated for long holds the others up then, and memory stays. */
const maxOpenRows = 100_000;
/** Rows after which it is looked whether to save, unless one had to wait before. */
const rowsUnseen = 64;

/** Handling of an item whose key is already in the table. */
export type ConflictPolicy = "overwrite" | "skip" | "fail";

export interface EntityRunSettings {
  readonly entity: Entity;
  readonly reader: EntityReader;
  readonly store: RunStore;
  readonly makeWriter: MakeWriter<TargetTable>;
  readonly conflict: ConflictPolicy;
  /** Storage for attributes that are too large. @default none, as in a dry run */
  readonly objects?: ObjectStore;
  readonly limit?: number;
  /** In [0, 1); mixes the writes. */
  readonly random: () => number;
  readonly spread?: SpreadWindow;
  readonly observer: Observer;
  readonly signal?: AbortSignal;
  /** The source's version in the checkpoint or, in a new run, from the source. */
  readonly sourceVersion: string;
  /** The last row of an earlier sitting whose acknowledgements are believed. @default all */
  readonly believedRows?: number | undefined;
  readonly onRetry: (reason: string, items: number) => void;
  /** To be waited for, where there is something. */
  readonly afterRows: () => Promise<void> | undefined;
}

/** The way of one entity's rows from the source into the table, accounted for row by row. */
export class EntityRun implements Progress {
  readonly entity: Entity;
  failure: RunnerError | undefined;
  private readonly ledger: EntityLedger;
  private readonly table: TargetTable;
  private readonly refusals: Refusals;
  private readonly contents: ItemContents;
  private readonly items: WrittenItems;
  /** Rows since the last time that it was looked whether to save. */
  private unseen = 0;
  private isReporting = false;
  private done: boolean;
  private stream: ReadStream | undefined;

  constructor(private readonly settings: EntityRunSettings) {
    const { entity, reader, store } = settings;
    this.entity = entity;
    this.table = reader.table(entity);
    const keyNames = keyAttributes(this.table).map(({ name }) => name);
    this.items = { keyNames, unitsOf: unitCounter(this.table.indexes, keyNames) };
    this.refusals = new Refusals(this.table.name);
    this.contents = new ItemContents([entity]);
    this.ledger = new EntityLedger(entity.name, store, settings.believedRows);
    this.done = store.checkpoint?.entities[entity.name]?.done ?? false;
  }

  get rows(): number {
    return this.ledger.settledRows;
  }

  get recalledRows(): number {
    return this.ledger.recalledRows;
  }

  get total(): number | undefined {
    return this.done ? this.rows : this.stream?.total;
  }

  get isTotalExact(): boolean {
    return this.done || (this.stream?.isTotalExact ?? false);
  }

  /** The acknowledgements that the checkpoint does not count. */
  get ahead(): Acknowledgement[] {
    return this.ledger.ahead;
  }

  /**
   * Reads, transforms and writes the rows. @throws RunnerError if that cannot continue; sent requests are settled
   * first
   */
  async move(): Promise<void> {
    const { observer, reader } = this.settings;
    observer.started(this.entity.name, reader.describe(this.entity), this.table.name);
    if (!this.done) await this.writeAll();
    observer.ended(this.entity.name, this.ledger.tally);
  }

  result(): EntityResult {
    return {
      entity: this.entity.name,
      table: this.table.name,
      tally: this.ledger.tally,
      ...(this.failure && { failure: this.failure }),
    };
  }

  checkpoint(): EntityCheckpoint {
    const sourceVersion = this.stream?.version ?? this.settings.sourceVersion;
    const totalRows = this.total ?? this.settings.store.checkpoint?.entities[this.entity.name]?.totalRows;
    return {
      ...this.ledger.checkpoint(),
      ...(totalRows !== undefined && { totalRows: Math.round(totalRows) }),
      done: this.done,
      sourceVersion,
    };
  }

  private async writeAll(): Promise<void> {
    const {
      reader,
      makeWriter,
      onRetry,
      random,
      spread,
      signal,
      limit,
      sourceVersion: version,
    } = this.settings;
    const { position: after, settledUpTo: above } = this.ledger;
    const stream = reader.read(this.entity, { signal, after, above, limit, version });
    this.stream = stream;
    const settled: OnSettled<RunItem> = (item, outcome) => this.settled(item, outcome);
    const writer = new SpreadingWriter(makeWriter(this.table, settled, onRetry), random, spread);
    try {
      await this.writeRows(stream, writer);
    } catch (error) {
      await this.saveWhatArrived(writer, error as { code?: string });
      throw error;
    }
    await writer.finish();
    this.refusals.allow();
    this.done = stream.isComplete;
  }

  private async writeRows(stream: ReadStream, writer: ItemWriter<RunItem>): Promise<void> {
    const entity = this.entity.name;
    for await (const { rows, origin, reread, position } of stream) {
      const from: RowsOrigin = { entity, origin, reread };
      for (const row of rows) {
        const writing = this.handle(row, from, writer);
        if (writing) await writing;
        if (this.ledger.openRows > maxOpenRows) await writer.finish();
        if (writing || ++this.unseen >= rowsUnseen) await this.afterSome();
      }
      await this.afterSome();
      if (position) this.ledger.passed(position);
    }
  }

  private afterSome(): Promise<void> | undefined {
    this.unseen = 0;
    this.report();
    return this.settings.afterRows();
  }

  /** Waiting for what need not be waited for would cost as much as the rest of a row. */
  private handle(row: ReadRow, from: RowsOrigin, writer: ItemWriter<RunItem>): Promise<void> | undefined {
    this.ledger.begin(row);
    if (row.outcomes.length === 1) return this.handleOne(row, 0, from, writer);
    return this.handleAll(row, from, writer);
  }

  private async handleAll(row: ReadRow, from: RowsOrigin, writer: ItemWriter<RunItem>): Promise<void> {
    for (const index of row.outcomes.keys()) await this.handleOne(row, index, from, writer);
  }

  private handleOne(
    row: ReadRow,
    index: number,
    rows: RowsOrigin,
    writer: ItemWriter<RunItem>,
  ): Promise<void> | undefined {
    const outcome = row.outcomes[index] as ReadOutcome;
    if (outcome.kind === "item")
      return this.write(new RunItem(row, index, rows, this.items), outcome, writer);
    if (outcome.kind === "left-out") this.ledger.leftOut(row.number);
    else this.ledger.rejected(rejectedPart(row, index, rows.origin), outcome.rejection);
    return undefined;
  }

  private write(
    item: RunItem,
    { objects: made }: ReadItem,
    writer: ItemWriter<RunItem>,
  ): Promise<void> | undefined {
    if (this.ledger.recall(item)) return undefined;
    const { objects } = this.settings;
    if (!objects || !made) return writer.write(item);
    // Write the object that an item points to before the item.
    return Promise.all(made.map((object) => objects.put(object))).then(() => writer.write(item));
  }

  /** Rows that were good before the source broke off still arrive. */
  private async saveWhatArrived(writer: ItemWriter<RunItem>, error: { code?: string }): Promise<void> {
    if (error.code?.startsWith("source-")) await writer.finish();
    else await writer.drain();
  }

  private settled(item: RunItem, outcome: Settled): void {
    this.account(item, outcome);
    if (this.isReporting) return;
    // Once for all items of a request.
    this.isReporting = true;
    queueMicrotask(() => {
      this.isReporting = false;
      this.report();
    });
  }

  private report(): void {
    this.settings.observer.progressed(this.entity.name, this);
  }

  private account(item: RunItem, outcome: Settled): void {
    if (outcome.kind === "refused") return this.refused(item, outcome.reason);
    if (outcome.kind === "rejected")
      return this.ledger.acknowledged(item, outcome.rejection.code, outcome.rejection.message);
    this.refusals.allow();
    const ending = outcome.kind === "exists" ? this.endingOfExisting(item, outcome) : "written";
    const why = "the table has a different item with this key; --on-conflict overwrite replaces it";
    this.ledger.acknowledged(item, ending, ending === "already-exists" ? why : undefined);
  }

  private refused(item: RunItem, reason: string): void {
    this.refusals.refused(reason, () => this.ledger.acknowledged(item, "refused-by-service", reason));
  }

  /** An item that the interrupted run wrote is not a conflict. */
  private endingOfExisting(item: RunItem, outcome: Extract<Settled, { kind: "exists" }>): Ending {
    if (this.settings.conflict === "skip") return "skipped";
    const [ours, theirs] = [item.item, outcome.stored].map((one) => this.contents.itemText(one));
    return ours === theirs ? "skipped" : "already-exists";
  }
}
