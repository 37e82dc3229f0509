import { createHash } from "node:crypto";
import type { Entity } from "../../definition/definition";
import { RunnerError, UnreachableError, UsageError } from "../../errors";
import type { TargetTable } from "../../items/target-table";
import { FollowedEntity } from "../../pipeline/follow/followed-entity";
import { keyColumnsOf } from "../../pipeline/follow/key-columns";
import { wantedEntities } from "../../pipeline/read/wanted-entities";
import type { ChangeLog, RowLookup } from "../../sources/change-log";
import type { Connection } from "./dynamodb";
import type { Migration } from "./open-migration";

/** What is followed. */
export interface Following {
  /** Of what is created in the source. */
  readonly name: string;
  readonly log: ChangeLog;
  /** By name. */
  readonly entities: ReadonlyMap<string, FollowedEntity>;
}

/** Kinds of sources whose log of changes can be followed. */
const followable = "mysql, postgres and dynamodb";

/**
 * Opens the log of a migration's source, and checks that all of its entities can be followed.
 * @param names of the entities. @default all
 * @throws UsageError, UnreachableError
 */
export async function openFollowing(
  migration: Migration,
  names: readonly string[] | undefined,
  connection: Pick<Connection, "place">,
  signal: AbortSignal,
): Promise<Following> {
  const following = await openLog(migration, connection, signal, names);
  try {
    const problems = await following.log.check();
    if (problems.length > 0)
      throw new UnreachableError(
        "log-unusable",
        `the source cannot be followed:\n${problems.map(({ message }) => `  ${message}`).join("\n")}`,
      );
    await checkKeys(migration, [...following.entities.values()]);
    return following;
  } catch (error) {
    await following.log.close();
    throw error;
  }
}

/** The same for commands that ask or remove, without the checks. */
export async function openLog(
  migration: Migration,
  connection: Pick<Connection, "place">,
  signal: AbortSignal,
  names?: readonly string[],
): Promise<Following> {
  const { source, definition, target, env, compile } = migration;
  if (!source.changeLog || !source.lookup)
    throw new UsageError(
      "follow-impossible",
      `a ${definition.source.kind} source has no log of changes that can be followed (${followable} have one); repeat the run with sync`,
    );
  const wanted = wantedEntities(definition, names);
  const name = followName(migration, connection);
  const watched = wanted.map((entity) => ({ entity: entity.name, from: entity.from }));
  const log = await source.changeLog(watched, name, signal);
  const entities = wanted.map((entity): [string, FollowedEntity] => [
    entity.name,
    new FollowedEntity(entity, target.tables[entity.to] as TargetTable, env, compile),
  ]);
  return { name, log, entities: new Map(entities) };
}

/** The same for every run of a migration into the same tables: letters, digits and hyphens, at most 40. */
function followName({ definition, target }: Migration, { place }: Pick<Connection, "place">): string {
  const plain = definition.name.toLowerCase().replace(/[^a-z0-9]+/g, "-");
  const tables = Object.values(target.tables).map(({ name }) => name);
  const digest = createHash("sha256")
    .update(JSON.stringify([place, tables]))
    .digest("hex");
  return `${plain.slice(0, 31)}-${digest.slice(0, 8)}`;
}

/** The items of a row that no longer exists can only be told by its key. @throws UsageError */
async function checkKeys(
  { source, definition }: Migration,
  entities: readonly FollowedEntity[],
): Promise<void> {
  const problems: string[] = [];
  for (const followed of entities) {
    const { entity } = followed;
    const lookup = (await source.lookup?.(entity.from)) as RowLookup;
    try {
      const problem = keyProblem(followed, lookup.keyColumns) ?? oversizeProblem(entity);
      if (problem !== undefined)
        problems.push(`${definition.fileName}: ${entity.name} cannot be followed: ${problem}`);
    } finally {
      await lookup.close();
    }
  }
  if (problems.length > 0) throw new UsageError("follow-impossible", problems.join("\n"));
}

function keyProblem({ entity, table }: FollowedEntity, own: readonly string[]): string | undefined {
  const found = keyColumnsOf(entity, table);
  const rest =
    "the items of a row that is deleted or changed can only be found if their keys are made of the row's own key";
  if ("unknown" in found) return `${found.unknown}; ${rest} (${own.join(", ")})`;
  const others = found.columns.filter((column) => !own.includes(column));
  if (others.length === 0) return undefined;
  return `its items' keys are made of ${others.join(", ")}; ${rest} (${own.join(", ")})`;
}

function oversizeProblem({ oversize }: Entity): string | undefined {
  return oversize?.offload && "attributes that are offloaded to S3 cannot be followed; use compress, or sync";
}

/** Opens the lookups of all entities; closes those that were opened if one cannot be. */
export async function openLookups(
  { source }: Migration,
  entities: ReadonlyMap<string, FollowedEntity>,
  signal: AbortSignal,
): Promise<Map<string, RowLookup>> {
  const lookups = new Map<string, RowLookup>();
  try {
    for (const [name, { entity }] of entities)
      lookups.set(name, (await source.lookup?.(entity.from, signal)) as RowLookup);
    return lookups;
  } catch (error) {
    await closeLookups(lookups);
    throw error;
  }
}

/** A connection that was lost is not worth an error. */
export async function closeLookups(lookups: ReadonlyMap<string, RowLookup>): Promise<void> {
  for (const lookup of lookups.values())
    await lookup.close().catch((error: unknown) => {
      if (!(error instanceof RunnerError)) throw error;
    });
}
