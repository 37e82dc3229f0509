import type { LogProblem } from "../../../change-log";
import type { PostgresConnection } from "../postgres-connection";
import { createPublication, findPublication, type PublicationState } from "./publication";
import type { ReplicationContext } from "./replication-context";
import { findSlot, type SlotState } from "./replication-slot";
import { entityProblems } from "./entity-requirements";
import type { TableLayout } from "./table-layout";
import { tableProblems } from "./table-requirements";

/** pg_current_snapshot and the state of a slot's log are new in this version. */
const minVersion = 130_000;

/** Requirements of following that do not hold, each with its fix. */
export async function problemsOf(
  session: PostgresConnection,
  context: ReplicationContext,
): Promise<readonly LogProblem[]> {
  const server = await serverState(session);
  const early = server.version < minVersion ? [`needs PostgreSQL 13 or later, got ${server.version}`] : [];
  const standby = server.isStandby
    ? [`${context.shown} is a standby, which is only read; name the primary server in the source's address`]
    : [];
  if (early.length + standby.length > 0) return [...early, ...standby].map((message) => ({ message }));
  const slot = await findSlot(session, context.slot, context.shown);
  const publication = await findPublication(session, context.slot);
  return [
    ...serverProblems(server, slot, context).map((message) => ({ message })),
    ...missingProblems(publication, context),
    ...(publication
      ? publishedProblems(publication, context)
      : publicationProblems(server, context).map((message) => ({ message }))),
    ...(await tableProblems(session, context)),
    ...(await entityProblems(session, context)),
  ];
}

interface ServerState {
  readonly version: number;
  readonly isStandby: boolean;
  readonly walLevel: string;
  readonly maxSlots: number;
  readonly slots: readonly string[];
  readonly mayReplicate: boolean;
  readonly mayCreate: boolean;
  readonly user: string;
  readonly database: string;
}

async function serverState(session: PostgresConnection): Promise<ServerState> {
  const { rows } = await session.query(
    `SELECT current_setting('server_version_num'), pg_is_in_recovery(), current_setting('wal_level'),
       current_setting('max_replication_slots'),
       (SELECT coalesce(json_agg(slot_name ORDER BY slot_name), '[]') FROM pg_replication_slots WHERE NOT temporary),
       EXISTS (SELECT FROM pg_roles WHERE rolname = current_user AND (rolsuper OR rolreplication))
         OR EXISTS (SELECT FROM pg_roles WHERE rolname = 'rds_replication' AND pg_has_role(oid, 'MEMBER')),
       has_database_privilege(current_database(), 'CREATE'), quote_ident(current_user), quote_ident(current_database())`,
  );
  const [version, isStandby, walLevel, maxSlots, slots, mayReplicate, mayCreate, user, database] = (rows[0] ??
    []) as string[];
  return {
    ...{ version: Number(version), isStandby: isStandby === "t", walLevel: walLevel ?? "" },
    ...{ maxSlots: Number(maxSlots), slots: JSON.parse(slots ?? "[]") as string[] },
    ...{ mayReplicate: mayReplicate === "t", mayCreate: mayCreate === "t" },
    ...{ user: user ?? "", database: database ?? "" },
  };
}

function serverProblems(
  { walLevel, maxSlots, slots, mayReplicate, user }: ServerState,
  slot: SlotState | undefined,
  { slot: name, shown }: ReplicationContext,
): readonly string[] {
  const problems: string[] = [];
  if (walLevel !== "logical")
    problems.push(
      `${shown}: wal_level must be logical, got ${walLevel}; ALTER SYSTEM SET wal_level = 'logical', then restart the server (Amazon RDS: set rds.logical_replication to 1 in the parameter group, then reboot)`,
    );
  if (!mayReplicate)
    problems.push(
      `${shown}: the user ${user} may not use replication slots; ALTER ROLE ${user} REPLICATION (Amazon RDS: GRANT rds_replication TO ${user})`,
    );
  const needed = slots.length + (slot ? 1 : 2);
  if (needed > maxSlots)
    problems.push(
      `${shown}: max_replication_slots must be at least ${needed}, got ${maxSlots}: following needs one slot, and one more while it reads; ALTER SYSTEM SET max_replication_slots = ${needed}, then restart the server, or drop one that is not needed (${slots.join(", ")})`,
    );
  if (slot?.walStatus === "lost")
    problems.push(
      `${shown}: the server discarded the log that the replication slot ${name} needs; SELECT pg_drop_replication_slot('${name}'), and set max_slot_wal_keep_size higher`,
    );
  return problems;
}

/** A renamed table stays in the publication, a dropped one does not. */
function missingProblems(
  publication: PublicationState | undefined,
  { shown, tables, missing }: ReplicationContext,
): readonly LogProblem[] {
  const others = otherTables(publication, tables);
  const event =
    others.length > 0
      ? `was renamed to ${others.join(" or ")}; rename it back`
      : "was dropped; create it again";
  return missing.map(({ entity, table }) => ({
    ...{ entity, message: `${shown}: table "${table}" not found` },
    change: `${shown}: table "${table}" ${event}`,
  }));
}

/** Those of a publication that are not followed. */
function otherTables(
  publication: PublicationState | undefined,
  tables: readonly TableLayout[],
): readonly string[] {
  const { oids, tables: names } = publication ?? { oids: [], tables: [] };
  return names.filter((_, index) => !tables.some(({ oid }) => oid === oids[index]));
}

/** A table that was created again is another one, which is not in the publication. */
function publishedProblems(
  publication: PublicationState,
  { slot: name, shown, tables, rows, missing }: ReplicationContext,
): readonly LogProblem[] {
  const others = otherTables(publication, tables);
  const added = tables.filter(({ oid }) => !publication.oids.includes(oid));
  const isOther = missing.length === 0 && others.length > 0;
  if (publication.isWhole && added.length === 0 && !isOther) return [];
  const wanted = tables.map((table) => table.shown).join(", ");
  const message = `${shown}: the publication ${name} must have all changes of ${wanted}, got ${publication.tables.join(", ") || "no tables"}${publication.isWhole ? "" : ", or not all changes"}; remove publication and slot with dynamodb-migrate follow end, then start over`;
  if (!publication.isWhole || added.length === 0) return [{ message }];
  return added.flatMap((table) => {
    const entities = new Set(rows.filter((one) => one.table.oid === table.oid).map(({ entity }) => entity));
    const change = `${shown}: ${table.shown} was created again, and is another table than the one that was followed`;
    return [...entities].map((entity) => ({ entity, message, change }));
  });
}

function publicationProblems(
  { mayCreate, user, database }: ServerState,
  { slot: name, shown, tables }: ReplicationContext,
): readonly string[] {
  const foreign = tables.filter(({ isOwned }) => !isOwned).map((table) => table.shown);
  const lacks = [
    ...(mayCreate
      ? []
      : [`needs the right to create a publication (GRANT CREATE ON DATABASE ${database} TO ${user})`]),
    ...(foreign.length > 0 ? [`must own ${foreign.join(", ")}`] : []),
  ];
  if (lacks.length === 0 || tables.length === 0) return [];
  return [
    `${shown}: the user ${user} ${lacks.join(" and ")}, or the owner runs: ${createPublication(name, tables)}`,
  ];
}
