import type { LogState } from "../../../change-log";
import type { PostgresConnection } from "../postgres-connection";
import type { PostgresPosition } from "./log-position";
import { flushedLsn } from "./log-reader";
import type { ReplicationContext } from "./replication-context";
import { findSlot } from "./replication-slot";
import { slotPrefix } from "./slot-name";

/** What people need to know about the log and the slot. */
export async function stateOf(
  session: PostgresConnection,
  { slot, shown }: ReplicationContext,
  { lsn }: PostgresPosition,
): Promise<LogState> {
  const after = (await flushedLsn(session)) - lsn;
  const state = await findSlot(session, slot, shown);
  const notes = [
    state
      ? state.safeBytes === undefined
        ? []
        : [
            `the server discards the log of ${slot} after ${state.safeBytes} more bytes (max_slot_wal_keep_size)`,
          ]
      : [`the replication slot ${slot} does not exist`],
    state?.walStatus === "lost" ? [`the server discarded the log that ${slot} needs`] : [],
    await oldestTransaction(session),
    await forgottenSlots(session, slot),
  ];
  return { bytesBehind: Math.max(0, Number(after)), notes: notes.flat() };
}

/** Every reading of the log decodes it from the start of the oldest open transaction. */
async function oldestTransaction(session: PostgresConnection): Promise<readonly string[]> {
  const { rows } = await session.query(
    `SELECT pid, usename, extract(epoch FROM clock_timestamp() - xact_start)::bigint FROM pg_stat_activity
     WHERE backend_xid IS NOT NULL AND pid <> pg_backend_pid() AND clock_timestamp() - xact_start > interval '10 s'
     ORDER BY xact_start LIMIT 1`,
  );
  return rows.map(
    ([pid, user, seconds]) =>
      `a transaction of ${user} (pid ${pid}) has been open for ${seconds} s; until it ends, the log is read from its start each time`,
  );
}

async function forgottenSlots(session: PostgresConnection, slot: string): Promise<readonly string[]> {
  const { rows } = await session.query(
    `SELECT slot_name, pg_wal_lsn_diff(pg_current_wal_flush_lsn(), restart_lsn)::bigint FROM pg_replication_slots
     WHERE starts_with(slot_name::text, $1) AND slot_name <> $2 AND NOT temporary AND NOT active
       AND database = current_database() ORDER BY 1`,
    [slotPrefix, slot],
  );
  return rows.map(
    ([name, bytes]) =>
      `the replication slot ${name} of another run keeps ${bytes ?? 0} bytes of log; if it is not needed: SELECT pg_drop_replication_slot('${name}'); DROP PUBLICATION ${name}`,
  );
}
