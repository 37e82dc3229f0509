import { join } from "node:path";
import { writeCsv, writeJsonLines, writeSqlite, writeVisits } from "./user-files";

/** Rows of a file that are moved into a table, by the runner and by a script. */
export interface Work {
  readonly name: string;
  readonly what: string;
  readonly file: string;
  readonly write: (path: string, rows: number) => Promise<void>;
  /** `source` and the entity's keys but `to`, as in a migration file. */
  readonly source: string;
  readonly entity: string;
  /** The script in `bench/peers` that does the same. */
  readonly peer: string;
  /** A package that the script needs and `npm install` does not bring, with its version for Node.js 20. */
  readonly needs?: { readonly name: string; readonly version: string };
}

const mapping = `item:
      pk: "USER#\${row.id}"
      id: "\${row.id}"
      email: "\${lower(row.email)}"
      isTop: "\${row.score > 500}"
      createdAt: "\${epoch(row.created_at)}"
      updatedAt: "\${epoch(row.updated_at)}"
      name: "\${row.name}"
      visits: "\${row.visits}"
      score: "\${row.score}"`;

const files = {
  short: {
    file: "short.jsonl",
    write: (path: string, rows: number) => writeJsonLines(path, rows, "short"),
    source: "{ jsonl: . }",
  },
  long: {
    file: "long.jsonl",
    write: (path: string, rows: number) => writeJsonLines(path, rows, "long"),
    source: "{ jsonl: . }",
  },
  small: { file: "small.jsonl", write: writeVisits, source: "{ jsonl: . }" },
  csv: { file: "users.csv", write: writeCsv, source: "{ csv: . }" },
  sqlite: { file: "users.db", write: writeSqlite, source: "{ sqlite: users.db }" },
} as const;

/** Everything that `npm run bench -- --only run` measures. */
export const works: readonly Work[] = [
  {
    ...{ name: "plain-short", what: "JSON Lines as they are, short numbers", peer: "jsonl.mjs" },
    ...{ ...files.short, entity: "from: { file: short.jsonl }" },
  },
  {
    ...{ name: "plain-long", what: "JSON Lines as they are, long doubles", peer: "jsonl.mjs" },
    ...{ ...files.long, entity: "from: { file: long.jsonl }" },
  },
  {
    ...{
      name: "mapped-short",
      what: "JSON Lines, mapping of nine attributes, short numbers",
      peer: "jsonl-mapped.mjs",
    },
    ...{ ...files.short, entity: `from: { file: short.jsonl }\n    ${mapping}` },
  },
  {
    ...{
      name: "mapped-long",
      what: "JSON Lines, mapping of nine attributes, long doubles",
      peer: "jsonl-mapped.mjs",
    },
    ...{ ...files.long, entity: `from: { file: long.jsonl }\n    ${mapping}` },
  },
  {
    ...{ name: "small", what: "JSON Lines with two attributes", peer: "jsonl.mjs" },
    ...{ ...files.small, entity: "from: { file: small.jsonl }" },
  },
  {
    ...{ name: "csv", what: "CSV with two columns of numbers", peer: "csv.mjs" },
    ...{ ...files.csv, entity: "from: { file: users.csv, columns: { score: number, visits: number } }" },
  },
  {
    ...{
      name: "sqlite",
      what: "SQLite",
      peer: "sqlite.mjs",
      needs: { name: "better-sqlite3", version: "12.6.2" },
    },
    ...{ ...files.sqlite, entity: "from: { table: users }" },
  },
];

/** The path of a script of `bench/peers`. */
export function peerScript(file: string): string {
  return join(__dirname, "../peers", file);
}
