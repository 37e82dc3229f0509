import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import type { Pool, ResultSetHeader } from "mysql2/promise";

/** Whether a request is within a user's limit. */
export interface RateLimit {
  readonly allowed: boolean;
  /** Requests in this window, the present one included; at most the limit. */
  readonly count: number;
  /** Seconds since 1970 at which the count starts again. */
  readonly resetTime: number;
}

/** Counts requests. `checkRateLimit` is called with every request, so it is one round trip. */
export interface RateLimiter {
  checkRateLimit(user: number | string, action: string, limit: number): Promise<RateLimit>;
}

/** Length of a window in seconds: limits are per day. */
const windowSeconds = 24 * 60 * 60;

/** The windows are those of the clock, so that all processes count in the same one. @param now milliseconds since 1970 */
function windowAt(now: number): { readonly start: number; readonly resetTime: number } {
  const start = Math.floor(now / 1000 / windowSeconds) * windowSeconds;
  return { start, resetTime: start + windowSeconds };
}

/** Counters in DynamoDB: one conditional update, which counts and refuses in one step. */
export class DynamoDbRateLimiter implements RateLimiter {
  constructor(
    private readonly client: DynamoDBClient,
    private readonly table: string,
    private readonly now: () => number = Date.now,
  ) {}

  async checkRateLimit(user: number | string, action: string, limit: number): Promise<RateLimit> {
    const { start, resetTime } = windowAt(this.now());
    if (limit <= 0) return { allowed: false, count: 0, resetTime };
    const counting = this.client.send(
      new UpdateItemCommand({
        TableName: this.table,
        Key: { PK: { S: `USR#${user}` }, SK: { S: `RATE#${action}#${start}` } },
        UpdateExpression: "ADD #count :one SET #type = :type, #ttl = :ttl",
        ConditionExpression: "attribute_not_exists(#count) OR #count < :limit",
        ExpressionAttributeNames: { "#count": "cnt", "#type": "tp", "#ttl": "ttl" },
        ExpressionAttributeValues: {
          ":one": { N: "1" },
          ":limit": { N: String(limit) },
          ":type": { S: "rate" },
          ":ttl": { N: String(resetTime + windowSeconds) },
        },
        ReturnValues: "UPDATED_NEW",
      }),
    );
    try {
      const { Attributes } = await counting;
      return { allowed: true, count: Number(Attributes?.["cnt"]?.N), resetTime };
    } catch (error) {
      if ((error as Error).name !== "ConditionalCheckFailedException") throw error;
      return { allowed: false, count: limit, resetTime };
    }
  }
}

/** Counters in MySQL or MariaDB, in the table `rate_limits` of rate-limits.sql: one statement. */
export class MysqlRateLimiter implements RateLimiter {
  constructor(
    private readonly pool: Pool,
    private readonly now: () => number = Date.now,
  ) {}

  /** `LAST_INSERT_ID(x)` returns x with the statement's result: the new count, or 0 if the limit was reached. */
  async checkRateLimit(user: number | string, action: string, limit: number): Promise<RateLimit> {
    const { start, resetTime } = windowAt(this.now());
    if (limit <= 0) return { allowed: false, count: 0, resetTime };
    const [result] = await this.pool.query<ResultSetHeader>(
      `INSERT INTO rate_limits (user_id, action, window_start, requests) VALUES (?, ?, ?, LAST_INSERT_ID(1))
       ON DUPLICATE KEY UPDATE requests = IF(requests < ?, LAST_INSERT_ID(requests + 1), requests + LAST_INSERT_ID(0))`,
      [String(user), action, start, limit],
    );
    const count = result.insertId;
    return count > 0 ? { allowed: true, count, resetTime } : { allowed: false, count: limit, resetTime };
  }
}
