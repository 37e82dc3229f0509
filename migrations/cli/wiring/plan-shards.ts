import { UsageError } from "../../errors";
import type { SourceKind } from "../../definition/definition-schema";
import { duration } from "../../report/quantity";
import { wantedEntities } from "../../pipeline/read/wanted-entities";
import type { Manifest, Shard } from "../../run-store/shards/manifest";
import type { SourcePart } from "../../sources/source";
import type { Migration } from "./open-migration";
import type { WorkersOptions } from "./workers-order";

/** Shards per worker: the last ones, which not all workers are busy with, are then a small part of an entity. */
const shardsPerWorker = 4;

/** The part of the source that a shard is. */
export function partOf({ from, range }: Shard): SourcePart {
  return { from: from, ...(range !== undefined && { range }) };
}

/** Sources that are written to while they are read, by name. Without a state that is held, a part is read as it is then. */
const servers: Partial<Record<SourceKind, string>> = { mysql: "MySQL", postgres: "PostgreSQL" };

/**
 * At which moments workers read the tables of a server, if one should know.
 * @param canFollow whether the command has `--follow`. @default true
 */
export function tablesNote(
  { definition, source }: Migration,
  { workers, splitTables, location }: Pick<WorkersOptions, "workers" | "splitTables" | "location">,
  { canFollow = true }: { readonly canFollow?: boolean } = {},
): string | undefined {
  const server = servers[definition.source.kind];
  if (server === undefined || workers === undefined) return undefined;
  if (splitTables)
    return "--split-tables: Each range of a table is read as it is at that moment; nothing may write to the database meanwhile";
  if (location === undefined && source.hold) return undefined;
  const where = location === undefined ? "" : " on several machines";
  const split = canFollow ? "--follow splits tables, as --split-tables does" : "--split-tables splits tables";
  return `Each table is one shard: workers${where} cannot share a snapshot of ${server}. ${split} if nothing writes to the database meanwhile`;
}

/** For this long, a database that is written to can keep old versions of its rows without trouble. */
const shortSnapshotSeconds = 30 * 60;

/** What to say about a snapshot that is held until the run has ended. @param seconds of the run, if they are known */
export function snapshotNote(seconds: number | undefined): string | undefined {
  if (seconds === undefined || seconds <= shortSnapshotSeconds) return undefined;
  return `A snapshot is held for the whole run, about ${duration(seconds)}, and the database keeps old versions of all rows meanwhile; with --follow, none is held`;
}

/** How rows are to be split. */
export interface ShardsPlan {
  /** @default all */
  readonly entities: readonly string[] | undefined;
  readonly workers: number;
  /** Whether tables of servers are split: parts share a state, or may be read at different moments. @default false */
  readonly splitTables?: boolean | undefined;
  readonly signal: AbortSignal;
}

/** Splits the rows of entities into shards, in the order in which one process reads them. @throws UnreachableError */
export async function planShards(
  { definition, source }: Migration,
  { entities, workers, splitTables = false, signal }: ShardsPlan,
): Promise<Shard[]> {
  const shards: Shard[] = [];
  const isSplit = splitTables || servers[definition.source.kind] === undefined;
  for (const { name, from } of wantedEntities(definition, entities)) {
    const parts =
      isSplit && source.split ? await source.split(from, shardsPerWorker * workers, signal) : [{ from }];
    const versions = new Map<string, string>();
    for (const part of parts) {
      const file = part.from.file ?? "";
      const version = versions.get(file) ?? (await source.version(part.from));
      versions.set(file, version);
      const id = String(shards.length + 1).padStart(5, "0");
      shards.push({ id, entity: name, ...part, from: { ...part.from }, version });
    }
  }
  return shards;
}

/** @throws UsageError if a run is resumed with other entities than it was split for */
export function checkSameEntities(
  run: string,
  { shards }: Manifest,
  { definition }: Migration,
  entities: readonly string[] | undefined,
): void {
  const before = [...new Set(shards.map(({ entity }) => entity))];
  const now = wantedEntities(definition, entities).map(({ name }) => name);
  if (before.join("\n") === now.join("\n")) return;
  throw new UsageError(
    "run-not-split",
    `run ${run} was split into shards of ${before.join(", ")}; resume it with the same entities, or start over with --no-resume`,
  );
}
