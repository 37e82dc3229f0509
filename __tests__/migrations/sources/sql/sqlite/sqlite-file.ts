import { Database } from "node-sqlite3-wasm";

/** Makes a SQLite database with these statements. */
export function makeSqlite(path: string, ...statements: readonly string[]): void {
  const database = new Database(path);
  for (const statement of statements) database.exec(statement);
  database.close();
}
