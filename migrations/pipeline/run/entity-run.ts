import type { Acknowledgement, EntityCheckpoint, RunStore } from "../../run-store/checkpoint";
import type { Entity } from "../../definition/definition";
import type { RunnerError } from "../../errors";
import type { TargetTable } from "../../items/target-table";
import { ItemContents } from "../../mapping/oversize/item-contents";
import type { ObjectStore } from "../../objects/object-store";
import type { ItemWriter, OnSettled, Settled, Write } from "../../dynamodb/writer/item-writer";
import { EntityLedger, type Part } from "./entity-ledger";
import type { EntityReader } from "../read/entity-reader";
import type { Observer, Progress } from "../read/observer";
import type { ReadItem, ReadOutcome, ReadRow, ReadStream } from "../read/read-stream";
import { Refusals } from "./refusals";
import type { EntityResult } from "./run-result";
import { SpreadingWriter, type SpreadWindow } from "../../dynamodb/writer/spreading-writer";
import type { Ending } from "../read/tally";

/** Rows that may be open at a time; a request that is repeated for long holds the others up then, and memory stays. */
const maxOpenRows = 100_000;

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
  /** Where attributes go that are too large. @default nowhere, as in a dry run */
  readonly objects?: ObjectStore;
  readonly limit?: number;
  /** In [0, 1); mixes the writes. */
  readonly random: () => number;
  readonly spread?: SpreadWindow;
  readonly observer: Observer;
  readonly signal?: AbortSignal;
  /** What the checkpoint says of the source, or, in a new run, what the source says of itself. */
  readonly sourceVersion: string;
  /** The last row of an earlier sitting whose acknowledgements are believed. @default all */
  readonly believedRows?: number | undefined;
  readonly onRetry: (reason: string, items: number) => void;
  /** To be waited for, where there is something. */
  readonly afterRow: () => Promise<void> | undefined;
}

/** What is in flight. */
interface Sent {
  readonly part: Part;
  readonly key: string;
}

/** The way of one entity's rows from the source into the table, accounted for row by row. */
export class EntityRun implements Progress {
  readonly entity: Entity;
  failure: RunnerError | undefined;
  private readonly ledger: EntityLedger;
  private readonly table: TargetTable;
  private readonly refusals: Refusals;
  private readonly contents: ItemContents;
  /** By its sequence. */
  private readonly inFlight = new Map<number, Sent>();
  private sequence = 0;
  private done: boolean;
  private stream: ReadStream | undefined;

  constructor(private readonly settings: EntityRunSettings) {
    const { entity, reader, store } = settings;
    this.entity = entity;
    this.table = reader.table(entity);
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
    const settled: OnSettled = (write, outcome) => this.settled(write, outcome);
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

  private async writeRows(stream: ReadStream, writer: ItemWriter): Promise<void> {
    const { observer, afterRow } = this.settings;
    for await (const { rows, position } of stream) {
      for (const row of rows) {
        const writing = this.handle(row, writer);
        if (writing) await writing;
        if (this.ledger.openRows > maxOpenRows) await writer.finish();
        const saving = afterRow();
        if (saving) await saving;
        observer.progressed(this.entity.name, this);
      }
      if (position) this.ledger.passed(position);
    }
  }

  /** Waiting for what need not be waited for would cost as much as the rest of a row. */
  private handle(row: ReadRow, writer: ItemWriter): Promise<void> | undefined {
    this.ledger.begin(row);
    const { outcomes } = row;
    if (outcomes.length === 1) return this.handleOne(row, 0, writer);
    return this.handleAll(row, writer);
  }

  private async handleAll(row: ReadRow, writer: ItemWriter): Promise<void> {
    for (const index of row.outcomes.keys()) await this.handleOne(row, index, writer);
  }

  private handleOne(
    { number, value, origin, line, outcomes }: ReadRow,
    index: number,
    writer: ItemWriter,
  ): Promise<void> | undefined {
    const outcome = outcomes[index] as ReadOutcome;
    const part = { row: number, item: index + 1, isOneOfSeveral: outcomes.length > 1, value, origin, line };
    if (outcome.kind === "item") return this.write(part, outcome, writer);
    if (outcome.kind === "left-out") this.ledger.leftOut(part);
    else this.ledger.rejected(part, outcome.rejection);
    return undefined;
  }

  private write(part: Part, outcome: ReadItem, writer: ItemWriter): Promise<void> | undefined {
    const key = outcome.digest;
    if (this.ledger.recall(part, key)) return undefined;
    const { objects } = this.settings;
    if (!objects || !outcome.objects) return this.send(part, key, outcome, writer);
    // What an item points to is there before it is.
    const stored = Promise.all(outcome.objects.map((object) => objects.put(object)));
    return stored.then(() => this.send(part, key, outcome, writer));
  }

  private send(
    part: Part,
    key: string,
    { item, bytes }: ReadItem,
    writer: ItemWriter,
  ): Promise<void> | undefined {
    const sequence = ++this.sequence;
    this.inFlight.set(sequence, { part, key });
    const origin = { entity: this.entity.name, row: part.row, item: part.item };
    return writer.write({ sequence, item, bytes, origin });
  }

  /** Rows that were good before the source broke off still arrive. */
  private async saveWhatArrived(writer: ItemWriter, error: { code?: string }): Promise<void> {
    if (error.code?.startsWith("source-")) await writer.finish();
    else await writer.drain();
  }

  private settled(write: Write, outcome: Settled): void {
    const { part, key } = this.inFlight.get(write.sequence) as Sent;
    this.inFlight.delete(write.sequence);
    this.account(write, outcome, part, key);
    this.settings.observer.progressed(this.entity.name, this);
  }

  private account(write: Write, outcome: Settled, part: Part, key: string): void {
    if (outcome.kind === "refused") {
      const { reason } = outcome;
      return this.refusals.refused(reason, () =>
        this.ledger.acknowledged(part, key, "refused-by-service", reason),
      );
    }
    this.refusals.allow();
    const ending = outcome.kind === "exists" ? this.endingOfExisting(write, outcome) : "written";
    const why = "the table has a different item with this key; --on-conflict overwrite replaces it";
    this.ledger.acknowledged(part, key, ending, ending === "already-exists" ? why : undefined);
  }

  /** What an interrupted run wrote itself is no conflict. */
  private endingOfExisting(write: Write, outcome: Extract<Settled, { kind: "exists" }>): Ending {
    if (this.settings.conflict === "skip") return "skipped";
    const [ours, theirs] = [write.item, outcome.stored].map((item) => this.contents.itemText(item));
    return ours === theirs ? "skipped" : "already-exists";
  }
}
