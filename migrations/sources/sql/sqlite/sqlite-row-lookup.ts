import type { FoundRow, KeyedRows, RowKey } from "../../change-log";
import { cursorOf, notUnique, shownKey, valuesIn } from "../key-cursor";
import type { SqliteConnection, SqliteRow, SqliteValue } from "./sqlite-connection";
import { rowOf } from "./sqlite-row";
import { type SqliteSelection, statementOf } from "./sqlite-selection";
import { textBytesSql, textFault } from "./sqlite-text";

/** What {@link SqliteRowLookup} reads with. */
export interface LookupSettings {
  readonly selection: SqliteSelection;
  /** Does something with a connection that is opened for it: it sees what is committed by then. */
  readonly withConnection: <Result>(step: (connection: SqliteConnection) => Result) => Promise<Result>;
  /** Location of the rows, for messages. */
  readonly shown: string;
}

/**
 * Reads rows of a SQLite table or query by their keys, which are the texts of the key columns' values. Each call opens the
 * database, so that no lock outlasts it.
 */
export class SqliteRowLookup implements KeyedRows {
  private readonly names: readonly string[];
  private readonly keyAt: readonly number[];
  private readonly check: string;

  constructor(private readonly settings: LookupSettings) {
    const { columns, keyColumns } = settings.selection;
    this.names = columns.map(({ name }) => name);
    this.keyAt = keyColumns.map((name) => this.names.indexOf(name));
    this.check = textBytesSql(columns.map(({ sql }) => sql));
  }

  get keyColumns(): readonly string[] {
    return this.settings.selection.keyColumns;
  }

  async rowsAt(keys: readonly RowKey[]): Promise<readonly FoundRow[]> {
    const wanted = [...new Set(keys)];
    if (wanted.length === 0) return [];
    const rows = await this.settings.withConnection((connection) =>
      wanted.flatMap((key) => this.rowsOf(connection, key)),
    );
    const found = new Set<string>();
    for (const { key } of rows) {
      if (found.has(key)) throw notUnique(this.settings.shown, `several rows whose key is ${shownKey(key)}`);
      found.add(key);
    }
    return rows;
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  private rowsOf(connection: SqliteConnection, key: RowKey): FoundRow[] {
    const { selection } = this.settings;
    const texts = valuesIn(key, this.keyColumns.length);
    const values = texts.map(valuesOfText);
    const condition = selection.keyColumns
      .map((name, index) => conditionOf(selection, name, values[index]?.length ?? 0))
      .join(" AND ");
    const rows = [...connection.rows(statementOf(selection, this.check, condition), values.flat())];
    return rows.flatMap((cells) => this.foundRow(connection, cells, key));
  }

  /** None if the column's collation or affinity finds another text. */
  private foundRow({ encoding }: SqliteConnection, cells: SqliteRow, key: RowKey): FoundRow[] {
    const own = cursorOf(this.keyAt.map((index) => textOf(cells[index])));
    if (own !== key) return [];
    const bytes = cells[this.names.length] as Uint8Array;
    const fault = textFault(cells, bytes, encoding, this.names);
    if (fault) return [{ key, value: rowOf(this.names, fault.cells), malformed: fault.message }];
    return [{ key, value: rowOf(this.names, cells) }];
  }
}

function conditionOf({ columns }: SqliteSelection, name: string, values: number): string {
  const sql = columns.find((column) => column.name === name)?.sql ?? "";
  return `${sql} IN (${Array.from({ length: values }, () => "?").join(", ")})`;
}

const maxInteger = 2n ** 63n;

/** The values whose text it is. A column without a type compares numbers with numbers only. */
function valuesOfText(text: string): SqliteValue[] {
  if (!/^-?\d/.test(text) && !/Infinity$/.test(text)) return [text];
  if (/^-?\d+$/.test(text)) {
    const integer = BigInt(text);
    const isWhole = integer >= -maxInteger && integer < maxInteger && String(integer) === text;
    if (isWhole) return [text, integer];
  }
  return String(Number(text)) === text ? [text, Number(text)] : [text];
}

function textOf(value: SqliteValue | undefined): string | null {
  if (value === null || value === undefined) return null;
  return value instanceof Uint8Array ? Buffer.from(value).toString("base64") : String(value);
}
