import Database from "better-sqlite3";
import { writeAll } from "./write-all.mjs";

// The shortest script that writes a table of a SQLite database into a DynamoDB table.
const [endpoint, table, file] = process.argv.slice(2);

await writeAll(
  new Database(file, { readonly: true }).prepare("SELECT * FROM users").iterate(),
  endpoint,
  table,
);
