import type { Row } from "./rows";

/** An item as DynamoDB's JSON text, with its attributes in order; equal items have equal texts. */
export type ItemText = string;

/** A table's contents: item texts by key. */
export type Contents = ReadonlyMap<string, ItemText>;

export type Policy = "overwrite" | "skip" | "fail" | undefined;

/** What a run that came to its end must report. */
export interface ExpectedTally {
  readonly rows: number;
  readonly read: number;
  readonly written: number;
  readonly skipped: number;
  readonly rejected: number;
}

export interface Expectation {
  readonly tally: ExpectedTally;
  /** What the table holds after the run. */
  readonly contents: Contents;
  /** What the run put there, whatever was there before. */
  readonly written: Contents;
  /** What the source says the table should hold, whatever the policy. */
  readonly wanted: Contents;
}

/**
 * Computes the outcome of a run from the rows alone. Written apart from the runner, and uses nothing of it.
 * @param base what the table holds of others: before the run, and written by others to keys that the run had not touched
 */
export function expectationOf(rows: readonly Row[], base: Contents, policy: Policy): Expectation {
  const tally = { rows: rows.length, read: 0, written: 0, skipped: 0, rejected: 0 };
  const contents = new Map(base);
  const written = new Map<string, ItemText>();
  const wanted = new Map<string, ItemText>();
  for (const row of rows) {
    for (const outcome of outcomesOf(row)) {
      tally.read++;
      if (outcome === "excluded") tally.skipped++;
      else if (outcome === "invalid" || wanted.has(outcome.key)) tally.rejected++;
      else {
        const { key, text } = outcome;
        wanted.set(key, text);
        if (base.has(key) && policy !== "overwrite") {
          // An item that is already as it would be written is no conflict.
          tally[policy === "skip" || base.get(key) === text ? "skipped" : "rejected"]++;
          continue;
        }
        tally.written++;
        contents.set(key, text);
        written.set(key, text);
      }
    }
  }
  return { tally, contents, written, wanted };
}

interface KeyedItem {
  readonly key: string;
  readonly text: ItemText;
}

function outcomesOf(row: Row): readonly (KeyedItem | "excluded" | "invalid")[] {
  if (row.kind === "malformed") return ["invalid"];
  if (row.kind === "excluded") return ["excluded"];
  const parts = row.parts.map((part, index) =>
    keyed(row.id, `P#${String(index).padStart(3, "0")}`, {
      of: { M: { id: { S: row.id } } },
      text: { S: part },
    }),
  );
  return [row.kind === "wrong-key-type" ? "invalid" : metaOf(row), ...parts];
}

function metaOf({ id, rank, text }: Row): KeyedItem {
  return keyed(id, "META", { constructor: { S: text }, rank: { N: rank }, ["__proto__"]: { S: id } });
}

function keyed(partition: string, sort: string, attributes: Readonly<Record<string, unknown>>): KeyedItem {
  const item = { PK: { S: partition }, SK: { S: sort }, ...attributes };
  return { key: keyOf(partition, sort), text: itemText(item) };
}

/** The keys of a schedule's items hold no space. */
export function keyOf(partition: string, sort: string): string {
  return `${partition} ${sort}`;
}

/** @param item as the service's JSON has it, parsed */
export function itemText(item: object): ItemText {
  return JSON.stringify(sorted(item));
}

/** Built from entries: assigning `__proto__` would set a prototype. */
function sorted(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value).map(([name, member]): [string, unknown] => [name, sorted(member)]);
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
