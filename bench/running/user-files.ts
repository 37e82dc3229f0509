import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { type Digits, type UserRow, userRows, visitsRows } from "./user-row";

/** Writes rows as JSON Lines. */
export async function writeJsonLines(path: string, rows: number, digits: Digits): Promise<void> {
  await writeLines(path, userRows(rows, digits), (row) => JSON.stringify(row));
}

/** Writes rows of two attributes as JSON Lines. */
export async function writeVisits(path: string, rows: number): Promise<void> {
  await writeLines(path, visitsRows(rows), (row) => JSON.stringify(row));
}

/** Writes rows with long numbers as CSV, with a line of column names. */
export async function writeCsv(path: string, rows: number): Promise<void> {
  const [first] = userRows(1, "long");
  const header = Object.keys(first as UserRow).join();
  await writeLines(path, userRows(rows, "long"), (row) => Object.values(row).join(), `${header}\n`);
}

async function writeLines<Row>(
  path: string,
  rows: Iterable<Row>,
  lineOf: (row: Row) => string,
  header = "",
): Promise<void> {
  const stream = createWriteStream(path);
  let text = header;
  for (const row of rows) {
    text += `${lineOf(row)}\n`;
    if (text.length < 1 << 20) continue;
    if (!stream.write(text)) await once(stream, "drain");
    text = "";
  }
  stream.end(text);
  await once(stream, "close");
}

/** Writes rows with long numbers into the table `users` of a SQLite database. */
export async function writeSqlite(path: string, rows: number): Promise<void> {
  const { Database } = (await import("node-sqlite3-wasm")).default;
  const database = new Database(path);
  database.exec(
    `CREATE TABLE users (id TEXT PRIMARY KEY, email TEXT, name TEXT, score REAL, visits INTEGER, active INTEGER,
      created_at TEXT, updated_at TEXT)`,
  );
  database.exec("BEGIN");
  const insert = database.prepare("INSERT INTO users VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
  for (const row of userRows(rows, "long")) insert.run(Object.values({ ...row, active: Number(row.active) }));
  insert.finalize();
  database.exec("COMMIT");
  database.close();
}
