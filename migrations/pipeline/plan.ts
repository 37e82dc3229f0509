import type { Entity } from "../definition/definition";
import { messageOf, RunnerError } from "../errors";
import { keyAttributes, type TargetTable } from "../targets/target-table";
import { indexEntryBytes } from "../transform/index-entry";
import { writeUnits } from "../transform/item-size";
import type { Rejection } from "../transform/rejection";
import type { Outcome } from "../transform/transform";
import { EntityReader, type ReaderSettings } from "./entity-reader";
import type { Observer } from "./observer";
import { storageCost, writeCost } from "./prices";
import type { ReadRow } from "./read-stream";
import { type Ending, type Tally, TallyCounter } from "./tally";

/** A new on-demand table takes this many write units a second at once. */
const newTableWriteUnits = 4000;
const samples = 5;

export interface PlanSettings extends ReaderSettings {
  /** @default all */
  readonly entities?: readonly string[];
  /** Rows of each entity to read. @default all */
  readonly limit?: number;
  readonly observer: Observer;
  readonly signal?: AbortSignal;
}

/** What moving an entity would do. */
export interface EntityPlan {
  readonly entity: string;
  readonly from: string;
  readonly table: string;
  /** `written` is what would be. */
  readonly tally: Tally;
  readonly bytes: number;
  readonly largestItemBytes: number;
  readonly writeUnits: number;
  /** Write units by index. */
  readonly indexWriteUnits: Readonly<Record<string, number>>;
  /** Seconds at the capacity that the table has from the start. */
  readonly seconds: number;
  /** US dollars; see `prices`. */
  readonly writeCost: number;
  readonly storageCostPerMonth: number;
  /** The first rejected rows. */
  readonly rejects: readonly (Rejection & { readonly row: number })[];
  /** Why its rows could not all be read, where that is so. */
  readonly failure?: RunnerError;
}

/** Reads every row and works out what a run would do; writes nothing. */
export async function planMigration(settings: PlanSettings): Promise<EntityPlan[]> {
  const reader = new EntityReader(settings);
  const wanted = settings.definition.entities.filter(
    (entity) => settings.entities?.includes(entity.name) ?? true,
  );
  const plans: EntityPlan[] = [];
  try {
    for (const entity of wanted) plans.push(await new EntityPlanner(settings, reader, entity).plan());
    return plans;
  } finally {
    reader.close();
  }
}

class EntityPlanner {
  private readonly table: TargetTable;
  private readonly keyNames: readonly string[];
  private readonly counter = new TallyCounter();
  private readonly rejects: (Rejection & { row: number })[] = [];
  private readonly indexUnits: Record<string, number>;
  private bytes = 0;
  private largest = 0;
  private units = 0;

  constructor(
    private readonly settings: PlanSettings,
    private readonly reader: EntityReader,
    private readonly entity: Entity,
  ) {
    this.table = reader.table(entity);
    this.keyNames = keyAttributes(this.table).map((key) => key.name);
    this.indexUnits = Object.fromEntries(this.table.indexes.map((index) => [index.name, 0]));
  }

  async plan(): Promise<EntityPlan> {
    try {
      await this.readRows();
      return this.result();
    } catch (error) {
      if (!(error instanceof RunnerError) || error.kind === "interrupted") throw error;
      this.settings.observer.noted(messageOf(error));
      return { ...this.result(), failure: error };
    }
  }

  private async readRows(): Promise<void> {
    const { observer, limit, signal } = this.settings;
    observer.started(this.entity.name, this.reader.describe(this.entity), this.table.name);
    const stream = this.reader.read(this.entity, { signal, limit });
    for await (const { rows } of stream) {
      rows.forEach((row) => this.take(row));
      observer.progressed(this.entity.name, rows.at(-1)?.number ?? 0, stream.fractionRead);
    }
    observer.ended(this.entity.name, this.counter.tally);
  }

  private take({ number, outcomes }: ReadRow): void {
    this.counter.addRow(outcomes.map((outcome) => this.endingOf(number, outcome)));
  }

  private endingOf(row: number, outcome: Outcome): Ending {
    if (outcome.kind === "left-out") return "skipped";
    if (outcome.kind === "rejected") {
      if (this.rejects.length < samples) this.rejects.push({ ...outcome.rejection, row });
      return outcome.rejection.code;
    }
    this.count(outcome);
    return "written";
  }

  private count(outcome: Extract<Outcome, { kind: "item" }>): void {
    this.bytes += outcome.bytes;
    this.largest = Math.max(this.largest, outcome.bytes);
    this.units += writeUnits(outcome.bytes);
    for (const index of this.table.indexes) {
      const entry = indexEntryBytes(outcome.item, outcome.bytes, index, this.keyNames);
      if (entry !== undefined) this.indexUnits[index.name]! += writeUnits(entry);
    }
  }

  private result(): EntityPlan {
    const regions = 1 + this.table.replicaRegions.length;
    const allUnits = Object.values(this.indexUnits).reduce((total, units) => total + units, this.units);
    return {
      entity: this.entity.name,
      from: this.reader.describe(this.entity),
      table: this.table.name,
      tally: this.counter.tally,
      bytes: this.bytes,
      largestItemBytes: this.largest,
      writeUnits: this.units,
      indexWriteUnits: this.indexUnits,
      seconds:
        Math.max(this.units, ...Object.values(this.indexUnits)) /
        (this.table.billing.write ?? newTableWriteUnits),
      writeCost: writeCost(allUnits, regions),
      storageCostPerMonth: storageCost(this.bytes, regions),
      rejects: this.rejects,
    };
  }
}
