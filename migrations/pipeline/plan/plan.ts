import type { RejectLine } from "../../run-store/checkpoint";
import type { Entity } from "../../definition/definition";
import type { RowOrigin } from "../../sources/source";
import { RunnerError } from "../../errors";
import { keyAttributes, type TargetTable } from "../../items/target-table";
import type { OffloadedObject } from "../../mapping/oversize/offload";
import type { Rejection } from "../../items/rejection";
import { hasExpired } from "../../items/time-to-live";
import type { Outcome } from "../../mapping/transform";
import { EntityReader, type ReaderSettings } from "../read/entity-reader";
import type { Observer } from "../read/observer";
import { secondsAtCapacity } from "./copy-time";
import { listPrices, type Prices } from "./prices";
import type { ReadRow } from "../read/read-stream";
import { rejectedPart, rejectLine } from "../read/reject-line";
import { type Ending, type Tally, TallyCounter } from "../read/tally";
import { type HotKey, partitionWriteUnits, WriteUnitCount } from "./write-unit-count";
import { wantedEntities } from "../read/wanted-entities";

const samples = 5;

export interface PlanSettings extends ReaderSettings {
  /** @default all */
  readonly entities?: readonly string[];
  /** Rows of each entity to read. @default all */
  readonly limit?: number;
  /** Write units per second that the run is limited to. @default each table's initial capacity */
  readonly rate?: number;
  /** @default the list prices of us-east-1 */
  readonly prices?: Prices;
  /** By which items have expired or not. */
  readonly now: () => Date;
  readonly observer: Observer;
  /** Called for every reject. */
  readonly onReject?: ((line: RejectLine) => void) | undefined;
  readonly signal?: AbortSignal;
}

/** What is done to items that would be too large. */
export interface OversizePlan {
  /** Items with attributes that are compressed. */
  readonly compressed: number;
  /** Items with attributes that are put into S3. */
  readonly offloaded: number;
  /** What is put into S3. */
  readonly objects: number;
  readonly objectBytes: number;
}

/** A row that would be rejected. */
export type PlannedReject = Omit<RejectLine, "entity" | "value">;

/** What moving an entity would do. */
export interface EntityPlan {
  readonly entity: string;
  readonly from: string;
  readonly table: string;
  /** `written` is what would be. */
  readonly tally: Tally;
  /** Items whose time to live has passed already, which the service will delete again. */
  readonly expired: number;
  /** What `oversize` does to items that would be too large. */
  readonly oversize: OversizePlan;
  readonly bytes: number;
  readonly largestItemBytes: number;
  readonly writeUnits: number;
  /** Write units by index. */
  readonly indexWriteUnits: Readonly<Record<string, number>>;
  /**
   * Read units of the reads before the writes: 1 for each key, if none of the items exists yet. An item that exists
   * takes
   * 1 for each 4 KB of it.
   */
  readonly readUnits: number;
  /** Partition keys of the table and its indexes that take more than a hundredth of the write units, most first. */
  readonly hotKeys: readonly HotKey[];
  /**
   * Seconds at the asked rate, at the table's write and read capacity, and at what the hottest key takes: the
   * longest of them.
   */
  readonly seconds: number;
  /** US dollars; of a provisioned table what its write capacity costs for that time. */
  readonly writeCost: number;
  /** US dollars; 0 for a provisioned table, whose read capacity is paid for anyway. */
  readonly readCost: number;
  readonly storageCostPerMonth: number;
  /** The first rejected rows. */
  readonly rejects: readonly PlannedReject[];
  /** Why its rows could not all be read, where that is so. */
  readonly failure?: RunnerError;
}

/** Reads every row and works out what a run would do; writes nothing. */
export async function planMigration(settings: PlanSettings): Promise<EntityPlan[]> {
  const reader = new EntityReader(settings);
  const wanted = wantedEntities(settings.definition, settings.entities);
  const plans: EntityPlan[] = [];
  try {
    for (const entity of wanted) plans.push(await new EntityPlanner(settings, reader, entity).plan());
    return plans;
  } finally {
    reader.close();
  }
}

/** A row can be large; a plan contains its position and the reason. */
function withoutContent(line: RejectLine): PlannedReject {
  return Object.fromEntries(
    Object.entries(line).filter(([name]) => name !== "entity" && name !== "value"),
  ) as unknown as PlannedReject;
}

class EntityPlanner {
  private readonly table: TargetTable;
  private readonly counter = new TallyCounter();
  private readonly rejects: PlannedReject[] = [];
  /** Where the source says that its rows are. */
  private origin: RowOrigin | undefined;
  private readonly units: WriteUnitCount;
  private bytes = 0;
  private expired = 0;
  private readonly oversize = { compressed: 0, offloaded: 0, objects: 0, objectBytes: 0 };
  private largest = 0;

  constructor(
    private readonly settings: PlanSettings,
    private readonly reader: EntityReader,
    private readonly entity: Entity,
  ) {
    this.table = reader.table(entity);
    this.units = new WriteUnitCount(
      this.table,
      keyAttributes(this.table).map((key) => key.name),
    );
  }

  async plan(): Promise<EntityPlan> {
    try {
      await this.readRows();
      return this.result();
    } catch (error) {
      if (!(error instanceof RunnerError) || error.kind === "interrupted") throw error;
      return { ...this.result(), failure: error };
    }
  }

  private async readRows(): Promise<void> {
    const { observer, limit, signal } = this.settings;
    observer.started(this.entity.name, this.reader.describe(this.entity), this.table.name);
    const stream = this.reader.read(this.entity, { signal, limit });
    for await (const { rows, origin } of stream) {
      this.origin = origin;
      rows.forEach((row) => this.take(row));
      observer.progressed(this.entity.name, stream.progress);
    }
    observer.ended(this.entity.name, this.counter.tally);
  }

  private take(row: ReadRow): void {
    this.counter.addRow(row.outcomes.map((outcome, index) => this.endingOf(row, index, outcome)));
  }

  private endingOf(row: ReadRow, index: number, outcome: Outcome): Ending {
    if (outcome.kind === "left-out") return "skipped";
    if (outcome.kind === "rejected") {
      this.reject(row, index, outcome.rejection);
      return outcome.rejection.code;
    }
    this.count(outcome);
    return "written";
  }

  private reject(row: ReadRow, index: number, rejection: Rejection): void {
    const { onReject } = this.settings;
    if (this.rejects.length >= samples && !onReject) return;
    const whole = rejectLine(this.entity.name, rejectedPart(row, index, this.origin), rejection);
    onReject?.(whole);
    if (this.rejects.length < samples) this.rejects.push(withoutContent(whole));
  }

  private count(outcome: Extract<Outcome, { kind: "item" }>): void {
    this.bytes += outcome.bytes;
    this.largest = Math.max(this.largest, outcome.bytes);
    const { item } = outcome;
    this.units.add(item, outcome.bytes);
    if (hasExpired(item, this.table.ttlAttribute, this.settings.now())) this.expired++;
    if (outcome.isCompressed) this.oversize.compressed++;
    if (outcome.objects) this.countObjects(outcome.objects);
  }

  private countObjects(objects: readonly OffloadedObject[]): void {
    this.oversize.offloaded++;
    this.oversize.objects += objects.length;
    for (const { body } of objects) this.oversize.objectBytes += body.byteLength;
  }

  private seconds(hottest: HotKey | undefined): number {
    const atCapacity = secondsAtCapacity(this.table, this.units, this.readUnits, this.settings.rate);
    return Math.max(atCapacity, (hottest?.units ?? 0) / partitionWriteUnits);
  }

  private writeCost(allUnits: number, seconds: number): number {
    const { perMillionWriteUnits, perWriteUnitHour } = this.settings.prices ?? listPrices;
    const { mode, write } = this.table.billing;
    if (mode === "on-demand") return (allUnits / 1_000_000) * perMillionWriteUnits;
    const resources = 1 + this.table.indexes.filter(({ kind }) => kind === "global").length;
    return (seconds / 3600) * (write ?? 0) * resources * perWriteUnitHour;
  }

  /** A key of an item that does not exist takes a whole unit. */
  private get readUnits(): number {
    return this.counter.tally.written;
  }

  /** In one region: the one that is written to. */
  private get readCost(): number {
    const { perMillionReadUnits } = this.settings.prices ?? listPrices;
    return this.table.billing.mode === "on-demand" ? (this.readUnits / 1_000_000) * perMillionReadUnits : 0;
  }

  private result(): EntityPlan {
    const regions = 1 + this.table.replicaRegions.length;
    const { tableUnits, indexUnits, hotKeys } = this.units;
    const ofIndexes = Object.values(indexUnits);
    const seconds = this.seconds(hotKeys[0]);
    const allUnits = ofIndexes.reduce((total, units) => total + units, tableUnits);
    const { perGbMonth } = this.settings.prices ?? listPrices;
    return {
      entity: this.entity.name,
      from: this.reader.describe(this.entity),
      table: this.table.name,
      tally: this.counter.tally,
      expired: this.expired,
      oversize: this.oversize,
      bytes: this.bytes,
      largestItemBytes: this.largest,
      writeUnits: tableUnits,
      indexWriteUnits: indexUnits,
      readUnits: this.readUnits,
      hotKeys,
      seconds,
      writeCost: this.writeCost(allUnits, seconds) * regions,
      readCost: this.readCost,
      storageCostPerMonth: (this.bytes / 1024 ** 3) * perGbMonth * regions,
      rejects: this.rejects,
    };
  }
}
