import type { Entity } from "../../definition/definition";
import { messageOf, RunnerError } from "../../errors";
import type { ItemReader } from "../../dynamodb/reader/item-reader";
import { keyAttributes, type TargetTable } from "../../items/target-table";
import type { Item } from "../../items/item";
import type { FinishedItem } from "../../mapping/finish-item";
import { ItemContents } from "../../mapping/oversize/item-contents";
import { hasExpired } from "../../items/time-to-live";
import { Comparison, type Difference } from "./difference";
import { EntityReader, type ReaderSettings } from "../read/entity-reader";
import type { Observer } from "../read/observer";
import { TallyCounter } from "../read/tally";
import { endingOf, rejectUnitOf } from "./endings";
import type { TableVerification } from "./verify";
import { wantedEntities } from "../read/wanted-entities";

export interface SampleSettings extends ReaderSettings {
  /** Items of each table to compare; they are held in memory. */
  readonly items: number;
  readonly reader: ItemReader;
  /** @default all */
  readonly entities?: readonly string[] | undefined;
  /** Rows of each entity whose items are candidates. @default all */
  readonly limit?: number | undefined;
  readonly onDifference: (difference: Difference) => void;
  /** In [0, 1). */
  readonly random: () => number;
  /** By which items have expired or not. */
  readonly now: () => Date;
  readonly observer: Observer;
  readonly signal?: AbortSignal;
}

/**
 * Compares some of the items that the source's rows become, each with the same chance, with what the tables hold
 * under their keys. It takes one reading of the source and a read of each of those items, and no scan.
 */
export async function sampleMigration(settings: SampleSettings): Promise<TableVerification[]> {
  const results: TableVerification[] = [];
  const wanted = wantedEntities(settings.definition, settings.entities);
  for (const to of new Set(wanted.map((entity) => entity.to))) {
    const ofTable = wanted.filter((entity) => entity.to === to);
    results.push(await new TableSample(settings, to, ofTable).compare());
  }
  return results;
}

class TableSample {
  private readonly table: TargetTable;
  private readonly keyNames: readonly string[];
  private readonly sample: Item[] = [];
  private readonly counts = { missing: 0, expired: 0, extra: 0, changed: 0 };
  private readonly tally = new TallyCounter();
  private drawn = 0;
  private found = 0;

  constructor(
    private readonly settings: SampleSettings,
    to: string,
    private readonly entities: readonly Entity[],
  ) {
    this.table = settings.target.tables[to] as TargetTable;
    this.keyNames = keyAttributes(this.table).map((key) => key.name);
  }

  async compare(): Promise<TableVerification> {
    try {
      await this.draw();
      await this.look();
      return this.result();
    } catch (error) {
      if (!(error instanceof RunnerError) || error.kind === "interrupted") throw error;
      this.settings.observer.noted(messageOf(error));
      return { ...this.result(), failure: error };
    }
  }

  private result(): TableVerification {
    const { written, rejectedBy } = this.tally.tally;
    return {
      table: this.table.name,
      entities: this.entities.map((entity) => entity.name),
      ...{ expected: written, found: this.found, ...this.counts, rejectedBy },
      rejectUnit: rejectUnitOf(this.entities),
      ...(this.settings.limit !== undefined && { limit: this.settings.limit }),
      extrasJudged: false,
      sampled: this.sample.length,
    };
  }

  private async draw(): Promise<void> {
    const reader = new EntityReader(this.settings);
    try {
      for (const entity of this.entities) await this.drawFrom(reader, entity);
    } finally {
      reader.close();
    }
  }

  private async drawFrom(reader: EntityReader, entity: Entity): Promise<void> {
    const { observer, signal, limit } = this.settings;
    observer.started(entity.name, reader.describe(entity), this.table.name);
    const stream = reader.read(entity, { signal, limit });
    for await (const { rows } of stream) {
      for (const { outcomes } of rows) {
        for (const outcome of outcomes) if (outcome.kind === "item") this.offer(outcome);
        this.tally.addRow(outcomes.map(endingOf));
      }
      observer.progressed(entity.name, stream.progress);
    }
    observer.ended(entity.name, this.tally.tally);
  }

  /** Every item so far has the same chance to be in the sample (reservoir sampling, Vitter's algorithm R). */
  private offer(finished: FinishedItem): void {
    const { items, random } = this.settings;
    this.drawn++;
    if (this.sample.length < items) {
      this.sample.push(finished.item);
      return;
    }
    const place = Math.floor(random() * this.drawn);
    if (place < items) this.sample[place] = finished.item;
  }

  private async look(): Promise<void> {
    const comparison = new Comparison(this.table.name, this.keyNames, new ItemContents(this.entities));
    for (const item of this.sample) comparison.expect(item);
    const keys = this.sample.map((item) => this.keyOf(item));
    for (const item of await this.settings.reader.get(this.table.name, keys)) {
      if (item === undefined) continue;
      this.found++;
      this.note(comparison.meet(item));
    }
    for (const [, item] of comparison.notMet()) {
      if (hasExpired(item, this.table.ttlAttribute, this.settings.now())) this.counts.expired++;
      else this.note(comparison.missing(item));
    }
  }

  private keyOf(item: Item): Item {
    return Object.fromEntries(Object.entries(item).filter(([name]) => this.keyNames.includes(name)));
  }

  private note(difference: Difference | undefined): void {
    if (difference === undefined) return;
    this.counts[difference.kind]++;
    this.settings.onDifference(difference);
  }
}
