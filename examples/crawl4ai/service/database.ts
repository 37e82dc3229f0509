import type { SqliteHandle } from "cdktf-dynamodb/cutover";

/** What `node:sqlite` and better-sqlite3 have in common. */
interface Database extends SqliteHandle {
  exec(sql: string): void;
  close(): void;
}
type DatabaseClass = new (path: string) => Database;

const columns = [
  ...["url TEXT PRIMARY KEY", "html TEXT", "cleaned_html TEXT", "markdown TEXT", "extracted_content TEXT"],
  ...["success BOOLEAN", "media TEXT DEFAULT '{}'", "links TEXT DEFAULT '{}'", "metadata TEXT DEFAULT '{}'"],
  ...["screenshot TEXT DEFAULT ''", "response_headers TEXT DEFAULT '{}'"],
  "downloaded_files TEXT DEFAULT '[]'",
];

/**
 * Opens the cache's SQLite file, and creates its table if it is new. Several processes may have it open.
 *
 * @throws Error before Node.js 22.13 if better-sqlite3 is not installed
 */
export async function openDatabase(path: string): Promise<Database> {
  const SqliteDatabase = await loadDriver();
  const database = new SqliteDatabase(path);
  database.exec("PRAGMA busy_timeout = 5000");
  database.exec("PRAGMA journal_mode = WAL");
  database.exec(`CREATE TABLE IF NOT EXISTS crawled_data (${columns.join(", ")})`);
  return database;
}

/**
 * Not node-sqlite3-wasm: it locks a file by a folder beside it, which a killed process leaves there, and does not undo
 * what that process had half written.
 */
async function loadDriver(): Promise<DatabaseClass> {
  const [ofNode, better]: readonly [string, string] = ["node:sqlite", "better-sqlite3"];
  try {
    return ((await import(ofNode)) as { DatabaseSync: DatabaseClass }).DatabaseSync;
  } catch {
    return ((await import(better)) as { default: DatabaseClass }).default;
  }
}
