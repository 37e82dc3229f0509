import type { UsageEntry } from "./rows";
import { rowsInTable, type Stored } from "./stored";

/** What users have used. Its rows are only ever added. */
export class UsageRepository {
  constructor(private readonly stored: Stored<UsageEntry>) {}

  log(entry: UsageEntry): Promise<void> {
    return this.stored.records.put(entry);
  }

  /** A record is found by user and id, since its item is in the user's partition. */
  get(user: number, id: number): Promise<UsageEntry | undefined> {
    return this.stored.records.get([user, id]);
  }

  /** The ids of a user's entries. `by` sends all queries of one user to the same store. */
  idsOf(user: number): Promise<number[]> {
    const { pool, records } = this.stored;
    return records.query({
      by: user,
      old: async () => {
        const [rows] = await pool.query("SELECT id FROM usage_logs WHERE user_id = ?", [user]);
        return (rows as { readonly id: number }[]).map(({ id }) => id);
      },
      new: async () => {
        const entries = await rowsInTable<UsageEntry>(this.stored, {
          KeyConditionExpression: "PK = :user AND begins_with(SK, :log)",
          ExpressionAttributeValues: { ":user": { S: `USR#${user}` }, ":log": { S: "ULOG#" } },
          ConsistentRead: true,
        });
        return entries.map(({ id }) => id);
      },
      keysOf: (ids) => ids.map((id) => [user, id]),
    });
  }
}
