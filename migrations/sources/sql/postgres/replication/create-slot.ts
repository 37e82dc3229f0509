import { UnreachableError } from "../../../../errors";
import type { PostgresConnection } from "../postgres-connection";
import { type Lsn, lsnFrom } from "./lsn";
import { sqlStateOf } from "./sql-state";

/** The server's code for a statement that took longer than `statement_timeout`. */
const canceled = "57014";

/**
 * Creates the slot, which waits until every transaction that is open now ends.
 * @returns the position from which the slot has all changes
 * @throws UnreachableError `log-unusable` that names the open transactions, if they do not end within the time
 */
export async function createSlot(
  session: PostgresConnection,
  slot: string,
  shown: string,
  timeoutMs: number,
): Promise<Lsn> {
  await session.query(`SET statement_timeout = ${timeoutMs}`);
  try {
    const { rows } = await session.query(
      "SELECT lsn FROM pg_create_logical_replication_slot($1, 'pgoutput')",
      [slot],
    );
    return lsnFrom(rows[0]?.[0]);
  } catch (error) {
    if (sqlStateOf(error) !== canceled) throw error;
    throw await blocked(session, shown, timeoutMs);
  } finally {
    // A session that was lost has said so already.
    await session.query("SET statement_timeout = 0").catch(() => undefined);
  }
}

/** For transactions that are open for too long. */
export async function blocked(
  session: PostgresConnection,
  shown: string,
  timeoutMs: number,
): Promise<UnreachableError> {
  const holders = await openTransactions(session);
  const list = holders.length > 0 ? `: ${holders.join("; ")}` : "";
  return new UnreachableError(
    "log-unusable",
    `${shown}: a replication slot needs every open transaction to end, which did not happen within ${timeoutMs / 1000} s${list}; end them (SELECT pg_terminate_backend(pid), ROLLBACK PREPARED), then repeat the command`,
  );
}

/** The transactions that write, the oldest first, for people. Those of other users may show their process only. */
async function openTransactions(session: PostgresConnection): Promise<readonly string[]> {
  const { rows } = await session.query(
    `SELECT format('pid %s%s%s', l.pid, ' (' || nullif(concat_ws(', ', a.usename, nullif(a.application_name, '')), '') || ')',
         ', open since ' || a.xact_start::timestamptz(0)), a.xact_start
       FROM pg_locks l LEFT JOIN pg_stat_activity a ON a.pid = l.pid
       WHERE l.locktype = 'transactionid' AND l.mode = 'ExclusiveLock' AND l.granted AND l.pid <> pg_backend_pid()
     UNION ALL
     SELECT format('prepared transaction %L, since %s', gid, prepared::timestamptz(0)), prepared FROM pg_prepared_xacts
     ORDER BY 2 LIMIT 5`,
  );
  return rows.map(([text]) => text ?? "");
}
