import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { writeAll } from "./write-all.mjs";

// The shortest script that writes a JSON Lines file into a table.
const [endpoint, table, file] = process.argv.slice(2);

async function* rows() {
  for await (const line of createInterface({ input: createReadStream(file) })) yield JSON.parse(line);
}

await writeAll(rows(), endpoint, table);
