import { CutoverError, MappingError } from "../../../cutover/errors";
import { keyText, type RecordKey } from "../../../cutover/record-key";
import type { MigrationMapping } from "../../../cutover/stores/migration-mapping";
import type { OldStore } from "../../../cutover/stores/store";
import { UsageError } from "../../errors";
import { isRowObject, type RowObject } from "../../items/row";
import type { KeyedRows } from "../../sources/change-log";
import type { Source } from "../../sources/source";

const maxReadings = 10;

type Rows = ReadonlyMap<string, RowObject>;

/**
 * The old store as the migration's source: it can be read, and not written. Rows are looked up by their keys if the
 * source can do that; otherwise all rows are read whenever the source's version has changed. The source may be written to
 * meanwhile.
 */
export class SourceOldStore implements OldStore {
  private opened: Promise<KeyedRows | undefined> | undefined;
  private rows: { readonly version: string; readonly byKey: Rows } | undefined;
  /** The last reading of all rows. */
  private running: Promise<unknown> = Promise.resolve();
  /** The reading after it, which has not started: it finds whatever was written before now. */
  private next: Promise<Rows> | undefined;

  /** @param sharesKeys whether other entities have items with the keys of rows that the mapping excludes: those are not listed */
  constructor(
    private readonly source: Source,
    private readonly mapping: Pick<MigrationMapping, "entity" | "from" | "keyColumns" | "keyOf" | "itemsOf">,
    private readonly signal: AbortSignal,
    private readonly sharesKeys = false,
  ) {}

  async read(key: RecordKey): Promise<RowObject | undefined> {
    const keyed = await (this.opened ??= this.open());
    return keyed ? this.lookUp(keyed, key) : (await this.current()).get(keyText(key));
  }

  write(): Promise<never> {
    return Promise.reject(this.readOnly());
  }

  delete(): Promise<never> {
    return Promise.reject(this.readOnly());
  }

  async close(): Promise<void> {
    await (await this.opened)?.close();
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
    if (this.sharesKeys && this.isExcluded(row)) return undefined;
    try {
      return this.mapping.keyOf(row);
    } catch (error) {
      if (error instanceof MappingError && this.mapping.itemsOf(row).length === 0) return undefined;
      throw error;
    }
  }

  /** A row that the mapping rejects is not excluded. */
  private isExcluded(row: RowObject): boolean {
    try {
      return this.mapping.itemsOf(row).length === 0;
    } catch (error) {
      if (error instanceof MappingError) return false;
      throw error;
    }
  }

  private async *all(): AsyncGenerator<RowObject> {
    for await (const chunk of this.source.rows(this.mapping.from, { signal: this.signal, mayChange: true }))
      for (const { value, malformed, number } of chunk.rows) {
        if (malformed === undefined && isRowObject(value)) yield value;
        else throw this.unreadable(`row ${number}`, malformed);
      }
  }

  /** `undefined` if rows cannot be found by the keys of the records. */
  private async open(): Promise<KeyedRows | undefined> {
    const { source, mapping } = this;
    if (source.lookup) return source.lookup(mapping.from);
    const keyed = await source.rowsByKey?.(mapping.from);
    const isSame =
      keyed && new Set([...keyed.keyColumns, ...mapping.keyColumns]).size === keyed.keyColumns.length;
    return isSame && keyed.keyColumns.length === mapping.keyColumns.length ? keyed : undefined;
  }

  private async lookUp(lookup: KeyedRows, key: RecordKey): Promise<RowObject | undefined> {
    const values = typeof key === "object" ? key : [key];
    const byColumn = new Map(this.mapping.keyColumns.map((column, index) => [column, values[index]]));
    const ordered = lookup.keyColumns.map((column) => byColumn.get(column));
    if (ordered.some((value) => value === undefined))
      throw new CutoverError(
        `the rows of ${this.mapping.entity} are looked up by ${lookup.keyColumns.join(", ")}, and its records by ${this.mapping.keyColumns.join(", ")}; name the application's stores with --stores`,
        false,
      );
    const [found] = await lookup.rowsAt([JSON.stringify(ordered.map(String))]);
    if (found === undefined) return undefined;
    if (found.malformed === undefined && isRowObject(found.value)) return found.value;
    throw this.unreadable(`key ${keyText(key)}`, found.malformed);
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

  /** A row that cannot be read is not one that does not exist. */
  private unreadable(row: string, malformed: string | undefined): CutoverError {
    const where = this.source.describe(this.mapping.from);
    const what = malformed ?? "is not a record";
    return new CutoverError(`${where}: ${row}: ${what}; correct it, then repeat the command`, false);
  }

  private readOnly(): UsageError {
    return new UsageError(
      "stores-unknown",
      `${this.mapping.entity}: the migration's source can only be read; name the module that exports the application's stores with --stores`,
    );
  }
}
