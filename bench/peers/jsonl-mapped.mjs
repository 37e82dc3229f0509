import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { writeAll } from "./write-all.mjs";

// The shortest script that writes a JSON Lines file into a table with other attributes than the file's.
const [endpoint, table, file] = process.argv.slice(2);

const epoch = (text) => Math.floor(Date.parse(text) / 1000);

async function* items() {
  for await (const line of createInterface({ input: createReadStream(file) })) {
    const row = JSON.parse(line);
    yield {
      pk: `USER#${row.id}`,
      id: row.id,
      email: row.email.toLowerCase(),
      isTop: row.score > 500,
      createdAt: epoch(row.created_at),
      updatedAt: epoch(row.updated_at),
      name: row.name,
      visits: row.visits,
      score: row.score,
    };
  }
}

await writeAll(items(), endpoint, table);
