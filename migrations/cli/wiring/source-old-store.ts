import { CutoverError, MappingError } from "../../../cutover/errors";
import { keyText, type RecordKey } from "../../../cutover/record-key";
import type { MigrationMapping } from "../../../cutover/stores/migration-mapping";
import type { OldStore } from "../../../cutover/stores/store";
import { UsageError } from "../../errors";
import { isRowObject, type RowObject } from "../../items/row";
import type { RowLookup } from "../../sources/change-log";
import type { Source } from "../../sources/source";

const maxReadings = 10;

type Rows = ReadonlyMap<string, RowObject>;

/**
 * The old store as the migration's source: it can be read, and not written. Rows are looked up by their keys if the
 * source can do that; otherwise all rows are read whenever the source's version has changed. The source may be written to
 * meanwhile.
 */
export class SourceOldStore implements OldStore {
  private lookup: Promise<RowLookup> | undefined;
  private rows: { readonly version: string; readonly byKey: Rows } | undefined;
  /** The last reading of all rows. */
  private running: Promise<unknown> = Promise.resolve();
  /** The reading after it, which has not started: it finds whatever was written before now. */
  private next: Promise<Rows> | undefined;

  constructor(
    private readonly source: Source,
    private readonly mapping: Pick<MigrationMapping, "entity" | "from" | "keyColumns" | "keyOf" | "itemsOf">,
    private readonly signal: AbortSignal,
  ) {}

  async read(key: RecordKey): Promise<RowObject | undefined> {
    if (this.source.lookup)
      return this.lookUp(await (this.lookup ??= this.source.lookup(this.mapping.from)), key);
    return (await this.current()).get(keyText(key));
  }

  write(): Promise<never> {
    return Promise.reject(this.readOnly());
  }

  delete(): Promise<never> {
    return Promise.reject(this.readOnly());
  }

  async close(): Promise<void> {
    await (await this.lookup)?.close();
  }

  /** The keys of all rows that are there when it starts; those that are written meanwhile may be among them. */
  async *keys(): AsyncGenerator<RecordKey> {
    for await (const row of this.all()) {
      const key = this.keyOf(row);
      if (key !== undefined) yield key;
    }
  }

  /** `undefined` for a row that has no items, and no key: the mapping excludes it. */
  private keyOf(row: RowObject): RecordKey | undefined {
    try {
      return this.mapping.keyOf(row);
    } catch (error) {
      if (error instanceof MappingError && this.mapping.itemsOf(row).length === 0) return undefined;
      throw error;
    }
  }

  private async *all(): AsyncGenerator<RowObject> {
    for await (const chunk of this.source.rows(this.mapping.from, { signal: this.signal, mayChange: true }))
      for (const { value, malformed, number } of chunk.rows) {
        if (malformed === undefined && isRowObject(value)) yield value;
        else
          throw new CutoverError(
            `${this.source.describe(this.mapping.from)}: row ${number}: ${malformed ?? "is not a record"}; correct it, then repeat the command`,
            false,
          );
      }
  }

  private async lookUp(lookup: RowLookup, key: RecordKey): Promise<RowObject | undefined> {
    const values = typeof key === "object" ? key : [key];
    const byColumn = new Map(this.mapping.keyColumns.map((column, index) => [column, values[index]]));
    const ordered = lookup.keyColumns.map((column) => byColumn.get(column));
    if (ordered.some((value) => value === undefined))
      throw new CutoverError(
        `the rows of ${this.mapping.entity} are looked up by ${lookup.keyColumns.join(", ")}, and its records by ${this.mapping.keyColumns.join(", ")}; name the application's stores with --stores`,
        false,
      );
    const [found] = await lookup.rowsAt([JSON.stringify(ordered.map(String))]);
    return found && isRowObject(found.value) ? found.value : undefined;
  }

  /** All rows by a reading that starts after the call. Calls that wait share one. */
  private current(): Promise<Rows> {
    if (this.next) return this.next;
    const next = this.running.then(() => {
      this.next = undefined;
      return this.readCurrent();
    });
    this.next = next;
    this.running = next.catch(() => undefined);
    return next;
  }

  /** A file that is not replaced as a whole may be read half written: it is then read again. */
  private async readCurrent(): Promise<Rows> {
    const { source, mapping } = this;
    for (let reading = 1; ; reading++) {
      const version = await source.version(mapping.from);
      if (this.rows?.version === version) return this.rows.byKey;
      try {
        const byKey = new Map<string, RowObject>();
        for await (const row of this.all()) byKey.set(keyText(mapping.keyOf(row)), row);
        if ((await source.version(mapping.from)) === version) this.rows = { version, byKey };
        return byKey;
      } catch (error) {
        const isSame = (await source.version(mapping.from)) === version;
        if (isSame || reading === maxReadings || this.signal.aborted) throw error;
      }
    }
  }

  private readOnly(): UsageError {
    return new UsageError(
      "stores-unknown",
      `${this.mapping.entity}: the migration's source can only be read; name the module that exports the application's stores with --stores`,
    );
  }
}
