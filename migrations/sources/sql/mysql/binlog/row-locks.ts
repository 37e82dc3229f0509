import { valuesIn } from "../../key-cursor";
import type { MysqlConnection } from "../mysql-connection";
import { atKeys, type MysqlKey, tableKey } from "../mysql-key";
import type { BinlogTable } from "./binlog-tables";

/** Keys in a statement. */
const maxKeys = 500;

/** MySQL's ER_LOCK_NOWAIT, and MariaDB's ER_LOCK_WAIT_TIMEOUT for the same. */
const lockedNumbers: readonly unknown[] = [3572, 1205];

/**
 * Asks whether transactions hold rows. The log hands out a transaction before other sessions see it; until then, its
 * rows are locked. Nothing waits for a lock and none is kept, so that the application is not held up.
 */
export class RowLocks {
  /** @param connection with READ COMMITTED and autocommit */
  constructor(
    private readonly connection: MysqlConnection,
    private readonly tables: readonly BinlogTable[],
    private readonly isMariaDb: boolean,
  ) {}

  /** Those of the rows, as `RowChange.written` identifies them, that are locked. */
  async held(written: readonly string[]): Promise<ReadonlySet<string>> {
    const held = new Set<string>();
    const byTable = new Map<string, Map<string, string>>();
    for (const text of written) {
      const [rows, key] = JSON.parse(text) as [string, string];
      const keys = byTable.get(rows) ?? new Map<string, string>();
      byTable.set(rows, keys.set(key, text));
    }
    for (const [rows, keys] of byTable) {
      const table = this.tables.find((one) => one.rows === rows);
      if (!table) continue;
      for (const key of await this.heldKeys(table, [...keys.keys()])) held.add(keys.get(key) as string);
    }
    return held;
  }

  private async heldKeys(table: BinlogTable, keys: readonly string[]): Promise<string[]> {
    const columns = table.primaryKey.map(tableKey);
    const held: string[] = [];
    for (let start = 0; start < keys.length; start += maxKeys) {
      const some = keys.slice(start, start + maxKeys);
      const free = await this.freeKeys(table, columns, some);
      for (const key of some.filter((one) => !free.has(one)))
        if (await this.isLocked(table, columns, key)) held.push(key);
    }
    return held;
  }

  /** The keys of rows that exist and nobody has locked. */
  private async freeKeys(table: BinlogTable, columns: readonly MysqlKey[], keys: readonly string[]) {
    const { rows } = await this.connection.query(this.select(table, columns, keys, "SKIP LOCKED"));
    const texts = rows.map((cells) =>
      cells.map((cell, index) => (cell && columns[index]?.toText(cell)) ?? null),
    );
    return new Set(texts.map((values) => JSON.stringify(values)));
  }

  /** A row that is not there is not locked, unless it was just deleted or is about to be inserted. */
  private async isLocked(table: BinlogTable, columns: readonly MysqlKey[], key: string): Promise<boolean> {
    try {
      await this.connection.query(this.select(table, columns, [key], "NOWAIT"));
      return false;
    } catch (error) {
      const { cause } = error as { cause?: { errno?: unknown } };
      if (lockedNumbers.includes(cause?.errno)) return true;
      throw error;
    }
  }

  private select(
    table: BinlogTable,
    columns: readonly MysqlKey[],
    keys: readonly string[],
    wait: string,
  ): string {
    const condition = atKeys(
      columns,
      keys.map((key) => valuesIn(key, columns.length)),
    );
    const lock = this.isMariaDb ? "LOCK IN SHARE MODE" : "FOR SHARE";
    const read = columns.map((column) => column.read).join(", ");
    return `SELECT ${read} FROM ${table.rows} WHERE ${condition ?? "FALSE"} ${lock} ${wait}`;
  }
}
