import type { PostgresConnection } from "../postgres-connection";
import { blocked, createSlot } from "./create-slot";
import type { Lsn } from "./lsn";
import { rounds } from "./pause";
import { createPublication, findPublication } from "./publication";
import type { ReplicationContext } from "./replication-context";
import { checkSlot, findSlot } from "./replication-slot";
import { TransactionSnapshot } from "./transaction-snapshot";

/**
 * Makes publication and slot, in this order, as far as they are missing.
 * @returns the position of the slot. Readings from now on see everything that was committed before it
 * @throws UnreachableError
 */
export async function createSlotOrKeep(
  session: PostgresConnection,
  { slot, shown, tables, pacing }: ReplicationContext,
): Promise<Lsn> {
  if (!(await findPublication(session, slot))) await session.query(createPublication(slot, tables));
  const found = await findSlot(session, slot, shown);
  if (found) checkSlot(found, slot, found.confirmed, shown);
  const lsn = found ? found.confirmed : await createSlot(session, slot, shown, pacing.slotTimeoutMs);
  await untilVisible(session, shown, pacing.slotTimeoutMs);
  return lsn;
}

/**
 * A transaction whose commit is in the log before the position, and so not after it, may not be visible yet: it waits for
 * the disk or a synchronous standby.
 */
export async function untilVisible(
  session: PostgresConnection,
  shown: string,
  timeoutMs: number,
): Promise<void> {
  const { running } = await TransactionSnapshot.take(session);
  const wait = rounds(timeoutMs, 20);
  const isOver = (now: TransactionSnapshot) => [...running].every((xid) => !now.running.has(xid));
  while (!isOver(await TransactionSnapshot.take(session)))
    if (!(await wait())) throw await blocked(session, shown, timeoutMs);
}
