import type { Checkpoint } from "../../run-store/checkpoint";
import type { Entity } from "../../definition/definition";
import { UsageError } from "../../errors";
import type { ConflictPolicy } from "../../pipeline/run/entity-run";
import { wantedEntities } from "../../pipeline/read/wanted-entities";
import { checkTable, isEmpty } from "../../dynamodb/control/check-tables";
import { tableIdentity } from "../../dynamodb/control/describe-table";
import type { TargetTable } from "../../items/target-table";
import type { Connection } from "./dynamodb";
import { refuseRecreated } from "./refuse-recreated";
import type { Migration } from "./open-migration";

/** What the tables allow a run to do. */
export interface Preparation {
  /** `fail` if no policy was chosen: then the tables were empty. */
  readonly conflict: ConflictPolicy;
  /** Whether no policy was chosen, since the tables were empty when the run started. */
  readonly wereEmpty: boolean;
  /** The identities of the tables, by table id; see `tableIdentity`. */
  readonly tableIds: Readonly<Record<string, string>>;
}

export interface PrepareOptions {
  readonly entity?: readonly string[];
  readonly onConflict?: ConflictPolicy;
}

/** Why a finished run of the same migration has to be repeated. */
export interface RepeatedRun {
  /** As a sentence. */
  readonly change: string;
  /** The command that writes only what has changed, if there is one. */
  readonly sync?: string | undefined;
}

/**
 * Checks the tables against the outputs. A table that is not empty is written to only if a conflict policy was chosen,
 * or if an earlier process of the same run has written to it.
 *
 * @param repeated if a finished run of the same migration has to be repeated
 * @throws UnreachableError, UsageError
 */
export async function prepareTables(
  migration: Migration,
  options: PrepareOptions,
  connection: Connection,
  earlier: Checkpoint | undefined,
  repeated?: RepeatedRun,
): Promise<Preparation> {
  const tableIds = await identities(migration, options, connection);
  refuseRecreated(earlier, tableIds, (id) => migration.target.tables[id]?.name);
  if (options.onConflict) return { conflict: options.onConflict, wereEmpty: false, tableIds };
  const started = new Set(
    tablesOf(migration, {}, ({ name }) => earlier?.entities[name] !== undefined).map(({ name }) => name),
  );
  for (const table of tablesOf(migration, options)) {
    if (started.has(table.name) || (await isEmpty(connection.client, table))) continue;
    throw new UsageError("table-not-empty", notEmpty(table, earlier, repeated));
  }
  const conflict = earlier?.options["onConflict"] as ConflictPolicy | undefined;
  return {
    conflict: conflict ?? "fail",
    wereEmpty: conflict === undefined || earlier?.options["tablesWereEmpty"] === true,
    tableIds,
  };
}

/** Checks the tables and returns their identities by table id. @throws UnreachableError */
export async function identities(
  migration: Migration,
  options: PrepareOptions,
  { client, place }: Pick<Connection, "client" | "place">,
): Promise<Record<string, string>> {
  const found: [id: string, identity: string][] = [];
  for (const [id, table] of entriesOf(migration, options)) {
    const identity = tableIdentity(await checkTable(client, table, place));
    if (identity !== undefined) found.push([id, identity]);
  }
  return Object.fromEntries(found);
}

function notEmpty({ name }: TargetTable, earlier: Checkpoint | undefined, repeated?: RepeatedRun): string {
  const choice = "choose how to handle existing keys with --on-conflict overwrite, skip or fail";
  if (!earlier && repeated?.sync !== undefined)
    return `${repeated.change}; table ${name} is not empty: write only what has changed with ${repeated.sync}, or ${choice}`;
  if (!earlier) return `${repeated ? `${repeated.change}; ` : ""}table ${name} is not empty; ${choice}`;
  const entities = Object.keys(earlier.entities).map((entity) => `--entity ${entity}`);
  const remedy = entities.length > 0 ? `finish that run with ${entities.join(" ")}, or ${choice}` : choice;
  return `table ${name} is not empty, and run ${earlier.run}, which this command resumes, has recorded no writes to it; ${remedy}`;
}

function tablesOf(
  migration: Migration,
  options: PrepareOptions,
  isAmong?: (entity: Entity) => boolean,
): TargetTable[] {
  return entriesOf(migration, options, isAmong).map(([, table]) => table);
}

/** The tables of the wanted entities with their ids, each once. */
function entriesOf(
  { definition, target }: Migration,
  options: PrepareOptions,
  isAmong: (entity: Entity) => boolean = () => true,
): [id: string, table: TargetTable][] {
  const entities = wantedEntities(definition, options.entity).filter(isAmong);
  const ids = [...new Set(entities.map((entity) => entity.to))];
  return ids.map((id) => [id, target.tables[id] as TargetTable]);
}
