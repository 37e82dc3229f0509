import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findMariaDb } from "../../__tests__/emulators/mariadb";
import { findPostgres } from "../../__tests__/emulators/postgres";
import type { FoundDatabase, RunningDatabase } from "../../__tests__/emulators/database-server";
import { clientOf, makeBenchTable } from "../bench-table";
import { startSinkProcess } from "../child";
import type { Figure } from "../figure";
import { withDynamoDbLocal } from "../local-engine";
import { writeOutputs } from "../writing/project";

/** Kinds of databases whose log can be followed. */
export type DatabaseKind = "mysql" | "postgres";

/** A database with a table `bench`, and a project that follows it into DynamoDB Local. */
export interface FollowedDatabase {
  readonly kind: DatabaseKind;
  /** For people. */
  readonly name: string;
  readonly database: RunningDatabase;
  /** Of DynamoDB Local, which has an empty table `bench`, or of a sink. */
  readonly endpoint: string;
  /** The process of DynamoDB Local; 0 for a sink. */
  readonly enginePid: number;
  /** Has the migration file and the outputs. */
  readonly folder: string;
}

const databases: readonly (readonly [DatabaseKind, string, () => FoundDatabase])[] = [
  ["mysql", "MariaDB", findMariaDb],
  ["postgres", "PostgreSQL", findPostgres],
];

/** Rows of an insert. */
const rowsAtOnce = 1000;

/** What the database has, and where it is followed to. */
export interface FollowedRows {
  /** Rows that the table has at the start. */
  readonly rows: number;
  /** SQL of the text of each row. */
  readonly body: string;
  /** DynamoDB Local, or a sink that accepts every write at once and keeps nothing. @default "local" */
  readonly target?: "local" | "sink";
}

/** Measures something with each kind of database; if it is not installed, the figure says so. */
export async function eachDatabase(
  what: string,
  { rows, body, target = "local" }: FollowedRows,
  measure: (followed: FollowedDatabase) => Promise<Figure[]>,
): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const [kind, name, find] of databases) {
    const found = await find();
    if (!found.available) {
      figures.push({ what: `${what}, ${name}`, figure: `skipped: ${found.why}` });
      continue;
    }
    const database = await found.part.start(undefined, true);
    const folder = mkdtempSync(join(tmpdir(), "bench-follow-"));
    const measured = async (endpoint: string, enginePid: number): Promise<Figure[]> => {
      const followed = { kind, name, database, endpoint, enginePid, folder };
      await prepare(followed, rows, body);
      return measure(followed);
    };
    try {
      figures.push(
        ...(target === "sink"
          ? await intoSink(measured)
          : await withDynamoDbLocal(measured, `${what}, ${name}`)),
      );
    } finally {
      await database.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  }
  return figures;
}

async function intoSink(
  measure: (endpoint: string, enginePid: number) => Promise<Figure[]>,
): Promise<Figure[]> {
  const sink = await startSinkProcess();
  try {
    return await measure(sink.endpoint, 0);
  } finally {
    sink.close();
  }
}

async function prepare(
  { kind, database, endpoint, folder }: FollowedDatabase,
  rows: number,
  body: string,
): Promise<void> {
  const client = clientOf(endpoint);
  await makeBenchTable(client);
  client.destroy();
  await database.query(
    "CREATE TABLE bench (id INTEGER PRIMARY KEY, body VARCHAR(1000), amount INTEGER NOT NULL)",
  );
  for (let id = 1; id <= rows; id += rowsAtOnce)
    await database.query(
      `INSERT INTO bench VALUES ${Array.from({ length: rowsAtOnce }, (_, at) => `(${id + at}, ${body}, 0)`).join(",")}`,
    );
  writeOutputs(folder);
  writeFileSync(
    join(folder, "migration.yaml"),
    `name: bench
source: { ${kind}: "\${env.BENCH_URL}" }
entities:
  row: { from: { table: bench }, to: bench, item: { id: "\${string(row.id)}", body: "\${row.body}", amount: "\${row.amount}" } }
`,
  );
}
