import { messageOf, UnreachableError } from "../../../errors";
import type { HeldState } from "../../source";
import type { PostgresConnection } from "./postgres-connection";

/** Servers that only speak PostgreSQL's protocol: undefined_function and feature_not_supported. */
const withoutSnapshots = ["42883", "0A000"];

/**
 * Exports the snapshot of a session, which is valid until the session is closed. The session is closed on failure.
 * https://www.postgresql.org/docs/current/functions-admin.html#FUNCTIONS-SNAPSHOT-SYNCHRONIZATION
 * @returns `undefined` if the server has no such snapshots
 * @throws UnreachableError
 */
export async function exportSnapshot(session: PostgresConnection): Promise<HeldState | undefined> {
  try {
    const { rows } = await session.query("SELECT pg_export_snapshot()");
    return { id: rows[0]?.[0] ?? "", close: () => session.close(true) };
  } catch (error) {
    await session.close(false);
    if (withoutSnapshots.includes(sqlStateOf(error))) return undefined;
    throw error;
  }
}

/**
 * Makes a session that has not read anything see an exported snapshot. The session is closed on failure.
 * @throws UnreachableError `source-state-lost` if its session is closed, and as a query does
 */
export async function importSnapshot(
  session: PostgresConnection,
  snapshot: string,
  shown: string,
): Promise<void> {
  try {
    await session.query(`SET TRANSACTION SNAPSHOT '${snapshot.replaceAll("'", "''")}'`);
  } catch (error) {
    await session.close(false);
    if (!(error instanceof UnreachableError) || error.code !== "source-unreadable") throw error;
    throw new UnreachableError(
      "source-state-lost",
      `${shown}: the snapshot that the workers read can no longer be used (${messageOf(error.cause)}); repeat the command that started the run, which reads the other rows from a new snapshot`,
      { cause: error },
    );
  }
}

function sqlStateOf(error: unknown): string {
  const { cause } = error as { cause?: { code?: string } };
  return cause?.code ?? "";
}
