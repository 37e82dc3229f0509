import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { type RecordKey, keyText } from "../../../cutover/record-key";
import type { OldStore } from "../../../cutover/stores/store";
import type { RowObject } from "../../../migrations/items/row";

type Cells = Record<string, string | number | null>;
interface Reply {
  readonly id: number;
  readonly rows?: readonly Cells[];
  readonly error?: string;
}

/**
 * A SQLite file in a process of Node.js 22, whose SQLite keeps the locks that other processes respect; written for tests,
 * without the code that they test.
 */
export class SqliteProcess {
  private number = 0;

  private constructor(private readonly child: ChildProcess) {
    child.setMaxListeners(0);
  }

  /** @param node the program of Node.js 22 */
  static async start(node: string, path: string): Promise<SqliteProcess> {
    const program = join(__dirname, "sqlite-program.mjs");
    const child = fork(program, [path], { execPath: node, execArgv: ["--no-warnings"] });
    await once(child, "spawn");
    return new SqliteProcess(child);
  }

  /** Rows of a statement, whose whole numbers are safe ones. */
  rows(sql: string, ...values: readonly (string | number | null)[]): Promise<readonly Cells[]> {
    const id = ++this.number;
    return new Promise((resolve, reject) => {
      const listen = (reply: Reply) => {
        if (reply.id !== id) return;
        this.child.off("message", listen);
        if (reply.rows) resolve(reply.rows);
        else reject(new Error(`${sql}: ${reply.error}`));
      };
      this.child.on("message", listen);
      this.child.send({ id, sql, values });
    });
  }

  /** A table as an operator's tools see it. */
  store(table: string, key: string): OldStore {
    return {
      read: async (record) =>
        (await this.rows(`SELECT * FROM ${table} WHERE ${key} = ?`, keyText(record)))[0],
      write: (record, row) => this.write(table, { ...row, [key]: keyText(record) }),
      delete: async (record: RecordKey) => {
        await this.rows(`DELETE FROM ${table} WHERE ${key} = ?`, keyText(record));
      },
    };
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null) return;
    const exit = once(this.child, "exit");
    this.child.disconnect();
    await exit;
  }

  private async write(table: string, row: RowObject): Promise<void> {
    const columns = Object.keys(row);
    const places = columns.map(() => "?").join(", ");
    const values = columns.map((column) => row[column] as string | number | null);
    await this.rows(`REPLACE INTO ${table} (${columns.join(", ")}) VALUES (${places})`, ...values);
  }
}
