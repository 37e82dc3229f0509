// node sqlite-program.mjs <path>: runs statements that its parent process sends it, by the SQLite of Node.js 22.
import { DatabaseSync } from "node:sqlite";

const database = new DatabaseSync(process.argv[2]);
database.exec("PRAGMA busy_timeout = 5000");

process.on("message", ({ id, sql, values }) => {
  try {
    process.send({ id, rows: database.prepare(sql).all(...values) });
  } catch (error) {
    process.send({ id, error: String(error) });
  }
});
process.on("disconnect", () => database.close());
