import { expect, it } from "vitest";
import type { Migration } from "../../../../migrations/cli/wiring/open-migration";
import { tablesNote } from "../../../../migrations/cli/wiring/plan-shards";

const of = (kind: string, source: object = {}) =>
  ({ definition: { source: { kind } }, source }) as unknown as Migration;
const postgres = of("postgres", { hold: () => Promise.resolve(undefined) });

it.each([
  ["MySQL", of("mysql"), {}, /^Each table is one shard: workers cannot share a snapshot of MySQL\. --follow/],
  [
    "PostgreSQL on several machines",
    postgres,
    { location: "s3://b/p" },
    /workers on several machines cannot share a snapshot of PostgreSQL/,
  ],
  [
    "ranges at different moments",
    postgres,
    { splitTables: true },
    /^--split-tables: Each range .* nothing may write/,
  ],
])(
  "workers are said to read tables at different moments, or not to split them: %s",
  (_, migration, options, said) => {
    expect(tablesNote(migration, { workers: 2, ...options })).toMatch(said);
  },
);

it("a command that cannot follow is not told to", () => {
  const note = tablesNote(of("mysql"), { workers: 2 }, { canFollow: false });
  expect(note).toMatch(/MySQL\. --split-tables splits tables if nothing writes/);
});

it.each([
  ["a shared snapshot", postgres, { workers: 2 }],
  ["a file", of("sqlite"), { workers: 2, splitTables: true }],
  ["one process", of("mysql"), {}],
])("nothing is said of %s", (_, migration, options) => {
  expect(tablesNote(migration, options)).toBeUndefined();
});
