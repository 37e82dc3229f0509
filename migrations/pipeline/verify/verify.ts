import { messageOf, RunnerError, UnreachableError } from "../../errors";
import { keyAttributes, type TargetTable } from "../../items/target-table";
import type { Item } from "../../items/item";
import { ItemContents } from "../../mapping/oversize/item-contents";
import { hasExpired } from "../../items/time-to-live";
import { bucketOf } from "./bucket-digest";
import { Comparison, type Difference } from "./difference";
import { emptyTally } from "../read/tally";
import { rejectUnitOf } from "./endings";
import { ReadSides } from "./read-sides";
import type { ComparedTable, Sides } from "./sides";
import type { TableVerification } from "./table-verification";
import type { VerifySettings } from "./verify-settings";
import { wantedEntities } from "../read/wanted-entities";

export type { TableVerification } from "./table-verification";
export type { VerifySettings } from "./verify-settings";

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
    const table = settings.target.tables[to] as TargetTable;
    const keyNames = keyAttributes(table).map((key) => key.name);
    const compared = { to, table, keyNames, entities: ofTable, isWhole };
    results.push(await new TableCheck(settings, compared).verify());
  }
  return results;
}

class TableCheck {
  private readonly table: TargetTable;
  private readonly contents: ItemContents;
  private readonly sides: Sides;
  private readonly counts = { missing: 0, expired: 0, extra: 0, changed: 0 };

  constructor(
    private readonly settings: VerifySettings,
    private readonly compared: ComparedTable,
  ) {
    this.table = compared.table;
    this.contents = new ItemContents(compared.entities);
    this.sides = settings.sidesOf?.(compared) ?? new ReadSides(settings, compared);
  }

  async verify(): Promise<TableVerification> {
    const { sides, settings } = this;
    try {
      const before = await this.sourceVersions();
      await sides.digest();
      settings.observer.ended(this.table.name, { ...emptyTally, read: sides.stored.size });
      for (const group of this.groups(sides.source.differing(sides.stored))) await this.compare(group);
      await this.refuseChangedSource(before);
      return this.result();
    } catch (error) {
      if (!(error instanceof RunnerError) || error.kind === "interrupted") throw error;
      settings.observer.noted(messageOf(error));
      return { ...this.result(), failure: error };
    } finally {
      sides.close();
    }
  }

  private result(): TableVerification {
    const { source, stored, rejectedBy, others } = this.sides;
    const { entities, isWhole } = this.compared;
    return {
      table: this.table.name,
      entities: entities.map((entity) => entity.name),
      expected: source.size,
      found: stored.size,
      ...this.counts,
      rejectedBy,
      rejectUnit: rejectUnitOf(entities),
      ...(this.settings.limit !== undefined && { limit: this.settings.limit }),
      ...(!isWhole && { others }),
      extrasJudged: isWhole,
    };
  }

  private async sourceVersions(): Promise<string[]> {
    const versions: string[] = [];
    // One after the other: each may need a connection to a database, which takes a limited number of them.
    for (const { from } of this.compared.entities) versions.push(await this.settings.source.version(from));
    return versions;
  }

  /** The source is read more than once; between two states of it nothing can be proven. */
  private async refuseChangedSource(before: readonly string[]): Promise<void> {
    const after = await this.sourceVersions();
    const changed = this.compared.entities.find((_, index) => before[index] !== after[index]);
    if (!changed) return;
    const where = this.settings.source.describe(changed.from);
    throw new UnreachableError(
      "source-changed",
      `${where} changed while it was verified; verify again once it rests`,
    );
  }

  /**
   * Differing buckets in groups whose expected items fit in memory together. Where one side of a bucket is empty,
   * nothing has to be held, so that an empty table takes one more reading and not many.
   */
  private groups(buckets: readonly number[]): Set<number>[] {
    const { source, stored } = this.sides;
    const max = this.settings.compareBytes ?? 64 * 1024 * 1024;
    const groups: Set<number>[] = [];
    let bytes = Infinity;
    for (const bucket of buckets) {
      const size = stored.counts[bucket] === 0 ? 0 : (source.bytes[bucket] as number);
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
    const comparison = new Comparison(this.table.name, this.compared.keyNames, this.contents);
    await this.sides.readExpected(group, (expected) => {
      const { key, item } = expected;
      if (this.isEmptyBucket(key)) this.noteMissing(item, key, comparison);
      else comparison.expect(item);
    });
    await this.sides.readStored(group, (item, key) => {
      this.refuseNewBucket(key);
      const wanted = comparison.wanted(key);
      this.note(comparison.meet(item), key, wanted ? [wanted, item] : [item]);
    });
    for (const [key, item] of comparison.notMet()) this.noteMissing(item, key, comparison);
  }

  /** Where the first reading met nothing, the second one must not meet anything either. */
  private refuseNewBucket(key: string): void {
    if (this.settings.isLive || !this.isEmptyBucket(key)) return;
    const message = `table ${this.table.name} changed while it was verified; verify again once nothing writes to it`;
    throw new UnreachableError("table-changed", message);
  }

  /** Whether the first reading of the table met no item in the bucket of a key. */
  private isEmptyBucket(key: string): boolean {
    const { stored } = this.sides;
    return stored.counts[bucketOf(key, stored.buckets)] === 0;
  }

  private noteMissing(item: Item, key: string, comparison: Comparison): void {
    if (hasExpired(item, this.table.ttlAttribute, this.settings.now())) this.counts.expired++;
    else this.note(comparison.missing(item), key, [item]);
  }

  private note(difference: Difference | undefined, key: string, items: readonly Item[]): void {
    if (difference === undefined) return;
    this.counts[difference.kind]++;
    this.settings.onDifference(difference, this.compared.to, key, items);
  }
}
