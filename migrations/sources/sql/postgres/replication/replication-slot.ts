import { UnreachableError } from "../../../../errors";
import type { PostgresConnection } from "../postgres-connection";
import { type Lsn, lsnFrom, lsnText } from "./lsn";
import { startOver } from "../../../start-over";
import { sqlStateOf } from "./sql-state";

/** The slot or the publication is missing, the slot was invalidated, the log was removed. */
const lostStates = new Set(["42704", "55000", "58P01"]);

/** A slot as the server describes it. */
export interface SlotState {
  /** Changes before this position are not sent again. */
  readonly confirmed: Lsn;
  /** `lost` if the server discarded the log that the slot needs. */
  readonly walStatus: string;
  /** Bytes that the server can still write before the slot is lost. `undefined` if it keeps all. */
  readonly safeBytes: number | undefined;
}

/**
 * @returns `undefined` if there is no such slot
 * @throws UnreachableError if the name belongs to a slot of another database or plugin
 */
export async function findSlot(
  session: PostgresConnection,
  slot: string,
  shown: string,
): Promise<SlotState | undefined> {
  const { rows } = await session.query(
    `SELECT plugin, database, database = current_database(), confirmed_flush_lsn, wal_status, safe_wal_size
     FROM pg_replication_slots WHERE slot_name = $1`,
    [slot],
  );
  if (!rows[0]) return undefined;
  const [plugin, database, isHere, confirmed, walStatus, safeBytes] = rows[0];
  if (plugin !== "pgoutput" || isHere !== "t")
    throw new UnreachableError(
      "log-unusable",
      `${shown}: the slot ${slot} belongs to another program (plugin ${plugin}, database ${database}); drop it with SELECT pg_drop_replication_slot('${slot}')`,
    );
  return {
    confirmed: walStatus === "lost" ? 0n : lsnFrom(confirmed),
    walStatus: walStatus ?? "",
    safeBytes: safeBytes === null || safeBytes === undefined ? undefined : Number(safeBytes),
  };
}

/** @throws UnreachableError `log-lost` if the slot does not have the changes after a position */
export function checkSlot(state: SlotState | undefined, slot: string, lsn: Lsn, shown: string): void {
  const reason = !state
    ? `the replication slot ${slot} does not exist anymore`
    : state.walStatus === "lost"
      ? `the server discarded the log that the replication slot ${slot} needs; set max_slot_wal_keep_size higher`
      : state.confirmed > lsn
        ? `the replication slot ${slot} is at ${lsnText(state.confirmed)}, after the saved position ${lsnText(lsn)}`
        : undefined;
  if (reason !== undefined) throw logLost(shown, reason);
}

export function logLost(shown: string, reason: string): UnreachableError {
  return new UnreachableError("log-lost", `${shown}: ${reason}, and changes were not followed; ${startOver}`);
}

/** The error of a statement that uses a slot, or `log-lost`: the slot may be lost after it was looked at. */
export function slotFailure(shown: string, error: unknown): unknown {
  return lostStates.has(sqlStateOf(error) ?? "") ? logLost(shown, (error as Error).message) : error;
}

/**
 * Makes a copy of a slot that lives as long as the session.
 * @throws UnreachableError `log-lost` if the slot does not have the changes after a position anymore
 */
export async function copySlot(
  session: PostgresConnection,
  { slot, copy, lsn }: { readonly slot: string; readonly copy: string; readonly lsn: Lsn },
  shown: string,
): Promise<void> {
  try {
    await session.query("SELECT pg_copy_logical_replication_slot($1, $2, true)", [slot, copy]);
  } catch (error) {
    // The server calls a slot that is replaced meanwhile an internal error.
    if (sqlStateOf(error) === "XX000") checkSlot(await findSlot(session, slot, shown), slot, lsn, shown);
    throw slotFailure(shown, error);
  }
}

/**
 * Lets the server discard the log before a position. A position before that of the slot changes nothing, and a slot that
 * does not exist neither.
 * @throws UnreachableError `log-lost` if the slot is lost
 */
export async function advanceSlot(
  session: PostgresConnection,
  slot: string,
  lsn: Lsn,
  shown: string,
): Promise<void> {
  try {
    await session.query(
      `SELECT pg_replication_slot_advance(slot_name, $2::pg_lsn) FROM pg_replication_slots
       WHERE slot_name = $1 AND confirmed_flush_lsn < $2::pg_lsn`,
      [slot, lsnText(lsn)],
    );
  } catch (error) {
    throw slotFailure(shown, error);
  }
}
