import type { Entity } from "../../definition/definition";
import type { Item } from "../../items/item";
import { ItemContents } from "../../mapping/oversize/item-contents";
import { keyDigest } from "../../seen-keys/key-digest";
import { KeySet } from "../../seen-keys/key-set";
import { EntityReader } from "../read/entity-reader";
import { type Tally, TallyCounter } from "../read/tally";
import { BucketDigest, bucketOf } from "./bucket-digest";
import { readExpectedItems, readStoredItems } from "./read-items";
import type { ComparedTable, ExpectedItem, Sides } from "./sides";
import { together } from "./together";
import type { VerifySettings } from "./verify-settings";

/** Both sides of a comparison, read by this process. */
export class ReadSides implements Sides {
  readonly source = new BucketDigest();
  readonly stored = new BucketDigest();
  rejectedBy: Tally["rejectedBy"] = {};
  others = 0;
  private readonly contents: ItemContents;
  private isSourceRead = false;
  /** The keys that are compared, if those are not all of the table. */
  private readonly wanted: KeySet | undefined;

  constructor(
    private readonly settings: VerifySettings,
    private readonly compared: ComparedTable,
  ) {
    this.contents = new ItemContents(compared.entities);
    const { scratch } = settings;
    this.wanted = compared.isWhole ? undefined : new KeySet(scratch && { scratch });
  }

  /**
   * Both at once: one waits for the source while the other waits for the service. If only some keys are wanted, they are
   * known after the source was read.
   */
  digest(): Promise<void> {
    const source = (signal: AbortSignal): Promise<void> => this.digestSource(signal);
    const table = (signal: AbortSignal): Promise<void> => this.digestTable(signal);
    const sourceThenTable = (signal: AbortSignal): Promise<void> => source(signal).then(() => table(signal));
    return together(this.settings.signal, this.wanted ? [sourceThenTable] : [source, table]);
  }

  async readExpected(buckets: ReadonlySet<number>, take: (expected: ExpectedItem) => void): Promise<void> {
    await this.readSource((entity, reader) =>
      readExpectedItems(
        reader,
        entity,
        (item) => {
          if (buckets.has(bucketOf(item.key, this.source.buckets))) take(item);
        },
        this.settings,
      ),
    );
  }

  async readStored(buckets: ReadonlySet<number>, take: (item: Item, key: string) => void): Promise<void> {
    await this.readTable((item, key) => {
      if (buckets.has(bucketOf(key, this.source.buckets)) && this.isWanted(key)) take(item, key);
    }, this.settings.signal);
  }

  close(): void {
    this.wanted?.close();
  }

  private async digestSource(signal: AbortSignal): Promise<void> {
    const { observer, limit } = this.settings;
    const counter = new TallyCounter();
    await this.readSource(async (entity, reader) => {
      observer.started(entity.name, reader.describe(entity), this.compared.table.name);
      await readExpectedItems(
        reader,
        entity,
        (item) => {
          const { key, bytes } = item;
          this.wanted?.add(keyDigest(key));
          this.source.add(key, this.contents.finishedText(item), bytes);
        },
        { signal, limit, counter, onProgress: (progress) => observer.progressed(entity.name, progress) },
      );
      observer.ended(entity.name, counter.tally);
    });
    this.rejectedBy = counter.tally.rejectedBy;
    this.isSourceRead = true;
    observer.started(this.compared.table.name, "the table", "compare");
  }

  /** Its progress is shown once the source's is no longer. */
  private async digestTable(signal: AbortSignal): Promise<void> {
    const { observer } = this.settings;
    const { name } = this.compared.table;
    await this.readTable((item, key) => {
      if (!this.isWanted(key)) {
        this.others++;
        return;
      }
      this.stored.add(key, this.contents.itemText(item));
      const seen = this.stored.size;
      if (this.isSourceRead && seen % 1000 === 0)
        observer.progressed(name, { rows: seen, total: this.source.size, unit: "item" });
    }, signal);
  }

  private isWanted(key: string): boolean {
    return this.wanted?.has(keyDigest(key)) ?? true;
  }

  private async readSource(read: (entity: Entity, reader: EntityReader) => Promise<void>): Promise<void> {
    const reader = new EntityReader(this.settings);
    try {
      for (const entity of this.compared.entities) await read(entity, reader);
    } finally {
      reader.close();
    }
  }

  private readTable(take: (item: Item, key: string) => void, signal: AbortSignal | undefined): Promise<void> {
    const { table, keyNames } = this.compared;
    return readStoredItems(this.settings.readerFor(table), keyNames, take, signal);
  }
}
