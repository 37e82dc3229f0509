import type { PostgresConnection } from "../postgres-connection";
import { sqlStateOf } from "./sql-state";

/** The creation waits for open transactions, after it has written the point. */
const waitMs = 50;

/** Canceled after the wait; all slots are in use. */
const harmless = new Set(["57014", "53400"]);

/**
 * Sets a point in the log from which slots are read later, unless a transaction is open since before. The server sets one
 * every 15 seconds, and as the first step of the creation of a slot, which is not needed for anything else here.
 * @param session without temporary slots: an error in a session drops all of them
 * @param name of the slot, which exists for a moment only: lower-case letters, digits and underscores
 */
export async function setRestartPoint(session: PostgresConnection, name: string): Promise<void> {
  // One message, so that the time limit does not concern other statements of the session.
  const statements = [
    `SET LOCAL statement_timeout = ${waitMs}`,
    `SELECT pg_create_logical_replication_slot('${name}', 'pgoutput', true)`,
    `SELECT pg_drop_replication_slot('${name}')`,
  ];
  try {
    await session.query(statements.join("; "));
  } catch (error) {
    if (!harmless.has(sqlStateOf(error) ?? "")) throw error;
  }
}
