import type { PostgresConnection } from "../postgres-connection";
import type { LogIdentity } from "./log-position";

/** The log that the server writes now. The name of its current file starts with the timeline. */
export async function identityOf(session: PostgresConnection): Promise<LogIdentity> {
  const { rows } = await session.query(
    `SELECT system_identifier, CASE WHEN NOT pg_is_in_recovery() THEN left(pg_walfile_name(pg_current_wal_insert_lsn()), 8) END
     FROM pg_control_system()`,
  );
  const [system, timeline] = rows[0] ?? [];
  return { system: system ?? "", timeline: timeline ? Number.parseInt(timeline, 16) : 0 };
}
