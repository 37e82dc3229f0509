import { createReadStream } from "node:fs";
import { parse } from "csv-parse";
import { writeAll } from "./write-all.mjs";

// The shortest script that writes a CSV file with two columns of numbers into a table.
const [endpoint, table, file] = process.argv.slice(2);

async function* rows() {
  for await (const row of createReadStream(file).pipe(parse({ columns: true }))) {
    row.score = Number(row.score);
    row.visits = Number(row.visits);
    yield row;
  }
}

await writeAll(rows(), endpoint, table);
