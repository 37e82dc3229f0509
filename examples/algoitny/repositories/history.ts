import { UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { epochAttribute } from "cdktf-dynamodb/cutover";
import type { ResultSetHeader } from "mysql2/promise";
import type { HistoryEntry } from "./rows";
import { rowsInMysql, rowsInTable, type Stored } from "./stored";

/** The submitted solutions, and the public timeline of them. */
export class HistoryRepository {
  constructor(private readonly stored: Stored<HistoryEntry>) {}

  get(id: number): Promise<HistoryEntry | undefined> {
    return this.stored.records.get(id);
  }

  save(entry: HistoryEntry): Promise<void> {
    return this.stored.records.put(entry);
  }

  delete(id: number): Promise<void> {
    return this.stored.records.delete(id);
  }

  /** Shows or hides the code, without reading the entry before. @returns whether the entry exists */
  publish(id: number, isPublic: boolean): Promise<boolean> {
    const { pool, records } = this.stored;
    return records.write(id, {
      old: async () => {
        const sql = "UPDATE search_history SET is_code_public = ? WHERE id = ?";
        const [{ affectedRows }] = await pool.query<ResultSetHeader>(sql, [Number(isPublic), id]);
        return affectedRows > 0;
      },
      new: ({ epoch }) => this.publishInTable(id, isPublic, epoch),
    });
  }

  /** The latest public entries. */
  timeline(limit: number): Promise<HistoryEntry[]> {
    const { stored } = this;
    const sql = "SELECT id FROM search_history WHERE is_code_public = 1 ORDER BY created_at DESC LIMIT ?";
    return stored.records.query({
      old: () => rowsInMysql<HistoryEntry>(stored, sql, [limit]),
      new: () =>
        rowsInTable<HistoryEntry>(stored, {
          IndexName: "GSI2",
          KeyConditionExpression: "GSI2PK = :public",
          ExpressionAttributeValues: { ":public": { S: "PUBLIC" } },
          ...{ ScanIndexForward: false, Limit: limit },
        }),
    });
  }

  /** The same change of the same attributes as the mapping in cutover.yaml makes; GSI2SK is a copy of `crt`. */
  private async publishInTable(id: number, isPublic: boolean, epoch: number): Promise<boolean> {
    const { client, mapping } = this.stored;
    const index = isPublic ? "SET pub = :pub, #e = :epoch, GSI2PK = :public, GSI2SK = crt" : "";
    const update = new UpdateItemCommand({
      TableName: mapping.table.name,
      Key: { PK: { S: `HIST#${id}` }, SK: { S: "META" } },
      UpdateExpression: index || "SET pub = :pub, #e = :epoch REMOVE GSI2PK, GSI2SK",
      ConditionExpression: "attribute_exists(PK)",
      ExpressionAttributeNames: { "#e": epochAttribute },
      ExpressionAttributeValues: {
        ...{ ":pub": { N: String(Number(isPublic)) }, ":epoch": { N: String(epoch) } },
        ...(isPublic && { ":public": { S: "PUBLIC" } }),
      },
    });
    try {
      await client.send(update);
      return true;
    } catch (error) {
      if ((error as Error).name === "ConditionalCheckFailedException") return false;
      throw error;
    }
  }
}
