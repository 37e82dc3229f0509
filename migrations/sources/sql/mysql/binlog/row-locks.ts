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
    private readonly connection: Pick<MysqlConnection, "query">,
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
      const free = await this.found(table, columns, some, "SKIP LOCKED");
      const others = some.filter((one) => !free.has(one));
      if (others.length === 0) continue;
      // A row that is there and was skipped is locked, or was until now.
      const there = await this.found(table, columns, others);
      held.push(...others.filter((key) => there.has(key)));
      const gone = others.filter((key) => !there.has(key));
      held.push(...(await this.lockedOf(table, columns, gone)));
    }
    return held;
  }

  /** The keys of rows that exist and, if they are asked for so, nobody has locked. */
  private async found(
    table: BinlogTable,
    columns: readonly MysqlKey[],
    keys: readonly string[],
    wait?: "SKIP LOCKED",
  ) {
    const { rows } = await this.connection.query(this.select(table, columns, keys, wait));
    const texts = rows.map((cells) =>
      cells.map((cell, index) => (cell && columns[index]?.toText(cell)) ?? null),
    );
    return new Set(texts.map((values) => JSON.stringify(values)));
  }

  /** A row that is not there is not locked, unless it was just deleted or is about to be inserted. */
  private async lockedOf(
    table: BinlogTable,
    columns: readonly MysqlKey[],
    keys: readonly string[],
  ): Promise<readonly string[]> {
    if (keys.length === 0 || !(await this.isAnyLocked(table, columns, keys))) return [];
    if (keys.length === 1) return keys;
    const locked: string[] = [];
    for (const key of keys) if (await this.isAnyLocked(table, columns, [key])) locked.push(key);
    return locked;
  }

  private async isAnyLocked(
    table: BinlogTable,
    columns: readonly MysqlKey[],
    keys: readonly string[],
  ): Promise<boolean> {
    try {
      await this.connection.query(this.select(table, columns, keys, "NOWAIT"));
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
    wait: "SKIP LOCKED" | "NOWAIT" | undefined,
  ): string {
    const condition = atKeys(
      columns,
      keys.map((key) => valuesIn(key, columns.length)),
    );
    const lock = this.isMariaDb ? "LOCK IN SHARE MODE" : "FOR SHARE";
    const read = columns.map((column) => column.read).join(", ");
    const locking = wait === undefined ? "" : ` ${lock} ${wait}`;
    return `SELECT ${read} FROM ${table.rows} WHERE ${condition ?? "FALSE"}${locking}`;
  }
}
