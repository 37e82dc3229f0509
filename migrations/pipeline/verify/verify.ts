import type { Entity } from "../../definition/definition";
import { keyDigest } from "../../seen-keys/key-digest";
import { KeySet } from "../../seen-keys/key-set";
import { messageOf, RunnerError, UnreachableError } from "../../errors";
import { keyAttributes, type TargetTable } from "../../items/target-table";
import type { Item } from "../../items/item";
import type { FinishedItem } from "../../mapping/finish-item";
import { ItemContents } from "../../mapping/oversize/item-contents";
import { keyText } from "../../items/key-check";
import { hasExpired } from "../../items/time-to-live";
import type { Outcome } from "../../mapping/transform";
import { BucketDigest, bucketOf } from "./bucket-digest";
import { Comparison, type Difference } from "./difference";
import type { TableReader } from "../../dynamodb/reader/table-reader";
import { EntityReader, type ReaderSettings } from "../read/entity-reader";
import type { Observer } from "../read/observer";
import { emptyTally, type Ending, type Tally, TallyCounter } from "../read/tally";
import { together } from "./together";
import { wantedEntities } from "../read/wanted-entities";

/** What verification takes. */
export interface VerifySettings extends ReaderSettings {
  /** Reads a table, to compare what is in it. */
  readonly readerFor: (table: TargetTable) => TableReader;
  /** The entities to verify; see {@link VerifySettings.limit}. @default all */
  readonly entities?: readonly string[];
  /**
   * Rows of each entity to verify. With this, or without some of a table's entities, only the items of these rows are
   * compared: extra items are not looked for. @default all
   */
  readonly limit?: number | undefined;
  /**
   * Called for every difference as it is found.
   * @param to the table's id, and the key of the item that it differs in; see `keyText`
   * @param items the items that differ: the one that the source makes, the one in the table, or both
   */
  readonly onDifference: (difference: Difference, to: string, key: string, items: readonly Item[]) => void;
  /** Whether source and table are written to meanwhile. @default a table that gains items is refused */
  readonly isLive?: boolean | undefined;
  /** Bytes of expected items held at a time while differing buckets are compared. @default 64 MB */
  readonly compareBytes?: number;
  /** By which items have expired or not. */
  readonly now: () => Date;
  readonly observer: Observer;
  readonly signal?: AbortSignal;
}

/** How a table compares with what the source says of it. */
export interface TableVerification {
  readonly table: string;
  readonly entities: readonly string[];
  /** Items that the source's rows become. */
  readonly expected: number;
  /** Items in the table; only the ones with an expected key if {@link others} is present. */
  readonly found: number;
  /** Items in the table that were not compared, since not all rows and entities were: extra ones or those of other rows. */
  readonly others?: number;
  readonly missing: number;
  /** Items that are not in the table, and whose time to live has passed: the service deletes them by itself. */
  readonly expired: number;
  readonly extra: number;
  readonly changed: number;
  /** Rows that cannot be in the table, by reason. */
  readonly rejectedBy: Tally["rejectedBy"];
  /** What a reject is: a row, or one of the items that a row becomes. */
  readonly rejectUnit: "row" | "item";
  /** Rows of each entity that were compared, if that is not all of them. */
  readonly limit?: number;
  /** Whether extra items were looked for. */
  readonly extrasJudged: boolean;
  /** The items that were compared, where that is not all of them; `found` is how many of these there are. */
  readonly sampled?: number;
  /** Items that were written while they were compared, so that it is not known whether they differ. @default 0 */
  readonly undecided?: number;
  /** Why the comparison could not be made. */
  readonly failure?: RunnerError;
}

/**
 * Compares what the source's rows become with what the tables hold, both ways. Both sides are read once into
 * digests; only buckets that differ are read again.
 */
export async function verifyMigration(settings: VerifySettings): Promise<TableVerification[]> {
  const { definition, entities } = settings;
  const wanted = wantedEntities(definition, entities);
  const results: TableVerification[] = [];
  for (const to of new Set(wanted.map((entity) => entity.to))) {
    const ofTable = wanted.filter((entity) => entity.to === to);
    const ofAll = definition.entities.filter((entity) => entity.to === to);
    const isWhole = ofTable.length === ofAll.length && settings.limit === undefined;
    results.push(await new TableCheck(settings, ofTable, isWhole).verify());
  }
  return results;
}

class TableCheck {
  private readonly to: string;
  private readonly table: TargetTable;
  private readonly keyNames: readonly string[];
  private readonly contents: ItemContents;
  private readonly source = new BucketDigest();
  private readonly stored = new BucketDigest();
  private readonly counts = { missing: 0, expired: 0, extra: 0, changed: 0 };
  private rejectedBy: Tally["rejectedBy"] = {};
  private isSourceRead = false;
  /** The keys that are compared, if those are not all of the table. */
  private readonly wanted: KeySet | undefined;
  private others = 0;

  constructor(
    private readonly settings: VerifySettings,
    private readonly entities: readonly Entity[],
    private readonly isWhole: boolean,
  ) {
    this.to = (entities[0] as Entity).to;
    this.table = settings.target.tables[this.to] as TargetTable;
    this.keyNames = keyAttributes(this.table).map((key) => key.name);
    this.contents = new ItemContents(entities);
    const { scratch } = settings;
    this.wanted = isWhole ? undefined : new KeySet(scratch && { scratch });
  }

  async verify(): Promise<TableVerification> {
    try {
      const before = await this.sourceVersions();
      await this.digestBoth();
      this.settings.observer.ended(this.table.name, { ...emptyTally, read: this.stored.size });
      for (const group of this.groups(this.source.differing(this.stored))) await this.compare(group);
      await this.refuseChangedSource(before);
      return this.result();
    } catch (error) {
      if (!(error instanceof RunnerError) || error.kind === "interrupted") throw error;
      this.settings.observer.noted(messageOf(error));
      return { ...this.result(), failure: error };
    } finally {
      this.wanted?.close();
    }
  }

  private result(): TableVerification {
    return {
      table: this.table.name,
      entities: this.entities.map((entity) => entity.name),
      expected: this.source.size,
      found: this.stored.size,
      ...this.counts,
      rejectedBy: this.rejectedBy,
      rejectUnit: rejectUnitOf(this.entities),
      ...(this.settings.limit !== undefined && { limit: this.settings.limit }),
      ...(!this.isWhole && { others: this.others }),
      extrasJudged: this.isWhole,
    };
  }

  private async sourceVersions(): Promise<string[]> {
    const versions: string[] = [];
    // One after the other: each may need a connection to a database, which takes a limited number of them.
    for (const { from } of this.entities) versions.push(await this.settings.source.version(from));
    return versions;
  }

  /** The source is read more than once; between two states of it nothing can be proven. */
  private async refuseChangedSource(before: readonly string[]): Promise<void> {
    const after = await this.sourceVersions();
    const changed = this.entities.find((_, index) => before[index] !== after[index]);
    if (!changed) return;
    const where = this.settings.source.describe(changed.from);
    throw new UnreachableError(
      "source-changed",
      `${where} changed while it was verified; verify again once it rests`,
    );
  }

  /**
   * Both at once: one waits for the source while the other waits for the service. If only some keys are wanted, they are
   * known after the source was read.
   */
  private digestBoth(): Promise<void> {
    const source = (signal: AbortSignal): Promise<void> => this.digestSource(signal);
    const table = (signal: AbortSignal): Promise<void> => this.digestTable(signal);
    const sourceThenTable = (signal: AbortSignal): Promise<void> => source(signal).then(() => table(signal));
    return together(this.settings.signal, this.wanted ? [sourceThenTable] : [source, table]);
  }

  private async digestSource(signal: AbortSignal): Promise<void> {
    const counter = new TallyCounter();
    await this.readSource(
      (finished) => {
        const { key, bytes } = finished;
        this.wanted?.add(keyDigest(key));
        this.source.add(key, this.contents.finishedText(finished), bytes);
      },
      signal,
      counter,
    );
    this.rejectedBy = counter.tally.rejectedBy;
    this.isSourceRead = true;
    this.settings.observer.started(this.table.name, "the table", "compare");
  }

  /** Its progress is shown once the source's is no longer. */
  private async digestTable(signal: AbortSignal): Promise<void> {
    const { observer } = this.settings;
    await this.readTable((item, key) => {
      if (!this.isWanted(key)) {
        this.others++;
        return;
      }
      this.stored.add(key, this.contents.itemText(item));
      const seen = this.stored.size;
      if (this.isSourceRead && seen % 1000 === 0)
        observer.progressed(this.table.name, { rows: seen, total: this.source.size, unit: "item" });
    }, signal);
  }

  private isWanted(key: string): boolean {
    return this.wanted?.has(keyDigest(key)) ?? true;
  }

  /** Reads the rows again, with the same outcome for each as at every reading. */
  private async readSource(
    take: (finished: FinishedItem) => void,
    signal: AbortSignal | undefined,
    counter?: TallyCounter,
  ): Promise<void> {
    const reader = new EntityReader(this.settings);
    try {
      for (const entity of this.entities) await this.readEntity(reader, entity, take, signal, counter);
    } finally {
      reader.close();
    }
  }

  private async readEntity(
    reader: EntityReader,
    entity: Entity,
    take: (finished: FinishedItem) => void,
    signal: AbortSignal | undefined,
    counter: TallyCounter | undefined,
  ): Promise<void> {
    const { observer, limit } = this.settings;
    if (counter) observer.started(entity.name, reader.describe(entity), this.table.name);
    const stream = reader.read(entity, { signal, limit });
    for await (const { rows } of stream) {
      for (const { outcomes } of rows) {
        for (const outcome of outcomes) if (outcome.kind === "item") take(outcome);
        counter?.addRow(outcomes.map(endingOf));
      }
      if (counter) observer.progressed(entity.name, stream.progress);
    }
    if (counter) observer.ended(entity.name, counter.tally);
  }

  private async readTable(
    take: (item: Item, key: string) => void,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    for await (const items of this.settings.readerFor(this.table).scan(signal)) {
      for (const item of items) take(item, keyText(item, this.keyNames));
    }
  }

  /**
   * Differing buckets in groups whose expected items fit in memory together. Where one side of a bucket is empty,
   * nothing has to be held, so that an empty table takes one more reading and not many.
   */
  private groups(buckets: readonly number[]): Set<number>[] {
    const max = this.settings.compareBytes ?? 64 * 1024 * 1024;
    const groups: Set<number>[] = [];
    let bytes = Infinity;
    for (const bucket of buckets) {
      const size = this.stored.counts[bucket] === 0 ? 0 : (this.source.bytes[bucket] as number);
      if (bytes + size > max) {
        groups.push(new Set());
        bytes = 0;
      }
      groups.at(-1)?.add(bucket);
      bytes += size;
    }
    return groups;
  }

  private async compare(group: ReadonlySet<number>): Promise<void> {
    const { signal } = this.settings;
    const comparison = new Comparison(this.table.name, this.keyNames, this.contents);
    const isInGroup = (key: string): boolean => group.has(bucketOf(key, this.source.buckets));
    await this.readSource((finished) => {
      const { key } = finished;
      if (!isInGroup(key)) return;
      const { item } = finished;
      if (this.stored.counts[bucketOf(key, this.source.buckets)] === 0)
        this.noteMissing(item, key, comparison);
      else comparison.expect(item);
    }, signal);
    await this.readTable((item, key) => {
      if (!isInGroup(key) || !this.isWanted(key)) return;
      this.refuseNewBucket(key);
      const wanted = comparison.wanted(key);
      this.note(comparison.meet(item), key, wanted ? [wanted, item] : [item]);
    }, signal);
    for (const [key, item] of comparison.notMet()) this.noteMissing(item, key, comparison);
  }

  /** Where the first reading met nothing, the second one must not meet anything either. */
  private refuseNewBucket(key: string): void {
    if (this.settings.isLive || this.stored.counts[bucketOf(key, this.source.buckets)] !== 0) return;
    const message = `table ${this.table.name} changed while it was verified; verify again once nothing writes to it`;
    throw new UnreachableError("table-changed", message);
  }

  private noteMissing(item: Item, key: string, comparison: Comparison): void {
    if (hasExpired(item, this.table.ttlAttribute, this.settings.now())) this.counts.expired++;
    else this.note(comparison.missing(item), key, [item]);
  }

  private note(difference: Difference | undefined, key: string, items: readonly Item[]): void {
    if (difference === undefined) return;
    this.counts[difference.kind]++;
    this.settings.onDifference(difference, this.to, key, items);
  }
}

/** What a reject of these entities is. */
export function rejectUnitOf(entities: readonly Entity[]): TableVerification["rejectUnit"] {
  return entities.some(({ items }) => items !== undefined) ? "item" : "row";
}

/** What a run makes of it where nothing is in its way. */
export function endingOf(outcome: Outcome): Ending {
  if (outcome.kind === "rejected") return outcome.rejection.code;
  return outcome.kind === "item" ? "written" : "skipped";
}
