import { UnreachableError } from "../../../../errors";
import type { DatabaseAddress } from "../../database-address";
import { PostgresConnection, textSettings } from "../postgres-connection";
import type { PostgresDriver } from "../postgres-driver";

/** Limits of a server that may end a session that waits. The older a server, the fewer of them it knows. */
const limits = [
  ...["statement_timeout", "lock_timeout", "transaction_timeout"],
  ...["idle_in_transaction_session_timeout", "idle_session_timeout"],
];

/**
 * Values in the log are decoded by the session that reads it, so that its settings are those of a reading. The server
 * looks every five seconds whether the client is still there: the locks of one that is gone are released.
 */
const settings = [
  // Commits of these sessions wait for the server's disk, and not for a standby.
  "SET synchronous_commit = 'local'",
  ...textSettings.map((setting) => `SET ${setting}`),
  `SELECT set_config(name, '0', false) FROM pg_settings WHERE name IN (${limits.map((name) => `'${name}'`).join(", ")})`,
  // Unknown before PostgreSQL 14, and refused on systems that cannot look.
  "DO $$ BEGIN PERFORM set_config('client_connection_check_interval', '5s', false); EXCEPTION WHEN OTHERS THEN NULL; END $$",
].join("; ");

/** Names the lock of a follower, together with its slot. */
const lockClass = "hashtext('dynamodb-migrate follow')";

/** Opens a session in which each statement is a transaction of its own. @throws UnreachableError */
export function openReplicationSession(
  driver: PostgresDriver,
  address: DatabaseAddress,
  signal: AbortSignal | undefined,
): Promise<PostgresConnection> {
  return PostgresConnection.open(driver, address, signal, settings);
}

/**
 * Locks a slot until the session ends, or {@link unlockSlot}, so that two processes do not follow with one slot. The
 * session of a process that was killed may exist for some seconds: the lock is tried until `wait` says no.
 * @throws UnreachableError that names who holds it
 */
export async function lockSlot(
  session: PostgresConnection,
  slot: string,
  shown: string,
  wait: () => Promise<boolean>,
): Promise<void> {
  for (;;) {
    const { rows } = await session.query(`SELECT pg_try_advisory_lock(${lockClass}, hashtext($1))`, [slot]);
    if (rows[0]?.[0] === "t") return;
    if (await wait()) continue;
    const holder = await holderOf(session, slot);
    throw new UnreachableError(
      "log-unusable",
      `${shown}: another process follows with the slot ${slot}${holder}; stop it, or choose another folder for this run`,
    );
  }
}

export async function unlockSlot(session: PostgresConnection, slot: string): Promise<void> {
  await session.query(`SELECT pg_advisory_unlock(${lockClass}, hashtext($1))`, [slot]);
}

async function holderOf(session: PostgresConnection, slot: string): Promise<string> {
  const { rows } = await session.query(
    `SELECT l.pid, a.usename, coalesce(host(a.client_addr), 'a local socket'), a.backend_start::timestamptz(0)
     FROM pg_locks l LEFT JOIN pg_stat_activity a ON a.pid = l.pid
     WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 2
       AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
       AND l.classid::bigint = ${lockClass}::bigint & 4294967295
       AND l.objid::bigint = hashtext($1)::bigint & 4294967295`,
    [slot],
  );
  const [pid, user, from, since] = rows[0] ?? [];
  if (!pid) return "";
  return ` (server process ${pid}${user ? `, user ${user} from ${from}, since ${since}` : ""})`;
}
