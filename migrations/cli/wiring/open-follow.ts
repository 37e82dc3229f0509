import { createHash } from "node:crypto";
import { EntityFault } from "../../entity-fault";
import { RunnerError, UnreachableError, UsageError } from "../../errors";
import type { TargetTable } from "../../items/target-table";
import { FollowedEntity } from "../../pipeline/follow/followed-entity";
import { faultOf } from "../../pipeline/follow/fault-of";
import { wantedEntities } from "../../pipeline/read/wanted-entities";
import type { FollowState } from "../../run-store/follow/follow-state";
import type { ChangeLog, RowLookup } from "../../sources/change-log";
import { reloadOrStartOver } from "../../sources/start-over";
import { checkFollowedKeys, itemKeyColumns } from "./check-followed-keys";
import type { Connection } from "./dynamodb";
import type { Migration } from "./open-migration";

/** What is followed. */
export interface Following {
  /** Of what is created in the source. */
  readonly name: string;
  readonly log: ChangeLog;
  /** By name. */
  readonly entities: ReadonlyMap<string, FollowedEntity>;
  /** Entities whose tables were changed, dropped or renamed, with a sentence that says so. */
  readonly changed: ReadonlyMap<string, string>;
}

/** Kinds of sources whose log of changes can be followed. */
const followable = "mysql, postgres and dynamodb";

/** What is known when following is checked. */
export interface FollowCheck {
  /** Entities that are not followed now, and need not be checked. @default none */
  readonly suspended?: ReadonlySet<string>;
  /** Whether entities may have tables that were changed since their rows were read. @default they are refused */
  readonly mayBeChanged?: boolean;
  /** See `ChangeLog.check`. @default the rows were copied already */
  readonly copySeconds?: () => Promise<number | undefined>;
}

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
  check: FollowCheck = {},
): Promise<Following> {
  const following = await openLog(migration, connection, signal, names);
  try {
    return { ...following, changed: await checkFollowing(migration, following, check) };
  } catch (error) {
    await following.log.close();
    throw error;
  }
}

/**
 * Checks that the source, and all entities, can be followed.
 * @returns entities whose tables were changed; see `Following.changed`
 * @throws UsageError, UnreachableError
 */
export async function checkFollowing(
  migration: Migration,
  { log, entities }: Following,
  { suspended = new Set(), copySeconds, mayBeChanged = false }: FollowCheck = {},
): Promise<ReadonlyMap<string, string>> {
  const all = await log.check(copySeconds);
  const ofFollowed = all.filter(({ entity }) => entity === undefined || !suspended.has(entity));
  const changed = new Map(
    ofFollowed.flatMap(({ entity, change }) =>
      mayBeChanged && entity !== undefined && change !== undefined ? [[entity, change]] : [],
    ),
  );
  const problems = ofFollowed.filter(({ entity = "" }) => !changed.has(entity));
  if (problems.length > 0)
    throw new UnreachableError(
      "log-unusable",
      `the source cannot be followed:\n${[...new Set(problems.map(({ message }) => `  ${message}`))].join("\n")}`,
    );
  const followed = [...entities.values()].filter(({ name }) => !suspended.has(name) && !changed.has(name));
  await checkFollowedKeys(migration, followed);
  return changed;
}

/** @throws EntityFault for an entity whose table was changed; see `Following.changed` */
export function refuseChanged({ changed }: Following, suspended: ReadonlySet<string>): void {
  for (const [entity, message] of changed)
    if (!suspended.has(entity)) {
      const whole = `${message}; ${reloadOrStartOver}`;
      throw new EntityFault([entity], new UnreachableError("log-table-changed", whole));
    }
}

/** The names of the entities that are not followed now. */
export function suspendedIn({ suspended = [] }: FollowState): ReadonlySet<string> {
  return new Set(suspended.map(({ entity }) => entity));
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
  const entities = wanted.map((entity): [string, FollowedEntity] => [
    entity.name,
    new FollowedEntity(entity, target.tables[entity.to] as TargetTable, env, compile),
  ]);
  const watched = entities.map(([entity, followed]) => ({
    ...{ entity, from: followed.entity.from, itemKeyColumns: itemKeyColumns(followed) },
  }));
  const log = await source.changeLog(watched, name, signal);
  return { name, log, entities: new Map(entities), changed: new Map() };
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

/** Opens the lookups of all entities that are not suspended; closes those that were opened if one cannot be. */
export async function openLookups(
  { source }: Migration,
  entities: ReadonlyMap<string, FollowedEntity>,
  signal: AbortSignal,
  suspended: ReadonlySet<string>,
): Promise<Map<string, RowLookup>> {
  const lookups = new Map<string, RowLookup>();
  const open = async ({ entity, name }: FollowedEntity, columns: readonly string[]) => {
    try {
      return (await source.lookup?.(entity.from, signal, columns)) as RowLookup;
    } catch (error) {
      throw faultOf(withWayOut(error), [name]);
    }
  };
  try {
    for (const [name, followed] of entities)
      if (!suspended.has(name)) lookups.set(name, await open(followed, itemKeyColumns(followed)));
    return lookups;
  } catch (error) {
    await closeLookups(lookups);
    throw error;
  }
}

/** Of a table that is gone, or has no longer the columns of the key. */
function withWayOut(error: unknown): unknown {
  if (!(error instanceof RunnerError) || error.code !== "source-wrong-shape") return error;
  const message = `${error.message}; ${reloadOrStartOver}`;
  return new UnreachableError("log-table-changed", message, { cause: error });
}

/** A connection that was lost is not worth an error. */
export async function closeLookups(lookups: ReadonlyMap<string, RowLookup>): Promise<void> {
  for (const lookup of lookups.values())
    await lookup.close().catch((error: unknown) => {
      if (!(error instanceof RunnerError)) throw error;
    });
}
