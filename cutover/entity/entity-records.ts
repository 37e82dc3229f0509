import type { RowObject } from "../../migrations/items/row";
import { convergesIn } from "../phase";
import type { RecordKey } from "../record-key";
import type { NativeQuery, NativeRead, NativeWrite, NewContext, Records } from "../records";
import type { EntityReader } from "./entity-reader";
import type { EntityWriter } from "./entity-writer";
import type { LiveEntity } from "./live-entity";
import { SupersededWrite } from "./superseded-write";

/** {@link Records} of one entity. */
export class EntityRecords<Row extends object> implements Records<Row> {
  constructor(
    private readonly entity: LiveEntity,
    private readonly reader: EntityReader,
    private readonly writer: EntityWriter,
  ) {}

  get(key: RecordKey): Promise<Row | undefined> {
    return this.reader.get(this.entity, key) as Promise<Row | undefined>;
  }

  async put(row: Row): Promise<void> {
    const { old, mapping } = this.entity.settings;
    const values = row as RowObject;
    const key = mapping.keyOf(values);
    const { phase, mode } = this.entity.control;
    const items = phase === "new-only" || convergesIn(phase, mode) ? mapping.itemsOf(values) : undefined;
    await this.write(key, {
      old: () => old.write(key, values),
      new: (context) => this.apply(key, items ?? mapping.itemsOf(values), context),
    });
  }

  async delete(key: RecordKey): Promise<void> {
    await this.write(key, {
      old: () => this.entity.settings.old.delete(key),
      new: (context) => this.apply(key, [], context),
    });
  }

  write<Result>(key: RecordKey, operation: NativeWrite<Result>): Promise<Result> {
    return this.together([key], operation);
  }

  async together<Result>(keys: readonly RecordKey[], operation: NativeWrite<Result>): Promise<Result> {
    const { entity } = this;
    const value = await this.writer.write(
      keys.map((key) => ({ entity, key })),
      operation,
    );
    return value;
  }

  read<Result>(key: RecordKey, operation: NativeRead<Result>): Promise<Result> {
    return this.reader.read(this.entity, key, operation);
  }

  query<Result>(operation: NativeQuery<Result>): Promise<Result> {
    return this.reader.query(this.entity, operation);
  }

  private async apply(
    key: RecordKey,
    items: Parameters<LiveEntity["settings"]["new"]["apply"]>[1],
    { epoch, retried, assertValid }: NewContext,
  ): Promise<void> {
    const { entity } = this;
    const applied = await entity.settings.new.apply(key, items, epoch, assertValid);
    if (applied === "later-epoch") throw new SupersededWrite(entity.name);
    if (applied === "applied-again") retried();
  }
}
