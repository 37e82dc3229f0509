import type { PostgresConnection } from "../postgres-connection";
import { findPublication } from "./publication";
import type { ReplicationContext } from "./replication-context";
import { findSlot } from "./replication-slot";

/** Drops slot and publication. @returns what was removed, for people */
export async function removeReplication(
  session: PostgresConnection,
  { slot, shown }: ReplicationContext,
): Promise<readonly string[]> {
  const removed: string[] = [];
  if (await findSlot(session, slot, shown)) {
    await session.query("SELECT pg_drop_replication_slot($1)", [slot]);
    removed.push(`replication slot ${slot}`);
  }
  if (await findPublication(session, slot)) {
    await session.query(`DROP PUBLICATION ${slot}`);
    removed.push(`publication ${slot}`);
  }
  return removed;
}
