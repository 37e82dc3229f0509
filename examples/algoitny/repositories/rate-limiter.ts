import { type DynamoDBClient, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import type { NewContext, Records } from "cdktf-dynamodb/cutover";
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

/** What is counted: requests of a user in a window, in seconds since 1970. */
interface Counter {
  readonly user: number | string;
  readonly action: string;
  readonly start: number;
  readonly resetTime: number;
}

/** Length of a window in seconds: limits are per day. */
const windowSeconds = 24 * 60 * 60;

/** The windows are those of the clock, so that all processes count in the same one. @param now milliseconds since 1970 */
function windowAt(now: number): Pick<Counter, "start" | "resetTime"> {
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
    return this.count({ user, action, ...windowAt(this.now()) }, limit);
  }

  /** @param context during a cutover: its epoch is written into the counter */
  async count(counter: Counter, limit: number, context?: NewContext): Promise<RateLimit> {
    const { resetTime } = counter;
    if (limit <= 0) return { allowed: false, count: 0, resetTime };
    try {
      const { Attributes, $metadata } = await this.client.send(this.update(counter, limit, context?.epoch));
      if (($metadata.attempts ?? 1) > 1) context?.retried();
      return { allowed: true, count: Number(Attributes?.["cnt"]?.N), resetTime };
    } catch (error) {
      if ((error as Error).name !== "ConditionalCheckFailedException") throw error;
      return { allowed: false, count: limit, resetTime };
    }
  }

  private update({ user, action, start, resetTime }: Counter, limit: number, epoch?: number) {
    const isCutover = epoch !== undefined;
    return new UpdateItemCommand({
      TableName: this.table,
      Key: { PK: { S: `USR#${user}` }, SK: { S: `RATE#${action}#${start}` } },
      UpdateExpression: `ADD #count :one SET #type = :type, #ttl = :ttl${isCutover ? ", #e = :epoch" : ""}`,
      ConditionExpression: "attribute_not_exists(#count) OR #count < :limit",
      ExpressionAttributeNames: {
        "#count": "cnt",
        "#type": "tp",
        "#ttl": "ttl",
        ...(isCutover && { "#e": "_e" }),
      },
      ExpressionAttributeValues: {
        ":one": { N: "1" },
        ":limit": { N: String(limit) },
        ":type": { S: "rate" },
        ":ttl": { N: String(resetTime + windowSeconds) },
        ...(isCutover && { ":epoch": { N: String(epoch) } }),
      },
      ReturnValues: "UPDATED_NEW",
    });
  }
}

/** Counters in MySQL or MariaDB, in the table `rate_limits` of rate-limits.sql: one statement. */
export class MysqlRateLimiter implements RateLimiter {
  constructor(
    private readonly pool: Pool,
    private readonly now: () => number = Date.now,
  ) {}

  async checkRateLimit(user: number | string, action: string, limit: number): Promise<RateLimit> {
    return this.count({ user, action, ...windowAt(this.now()) }, limit);
  }

  /** `LAST_INSERT_ID(x)` returns x with the statement's result: the new count, or 0 if the limit was reached. */
  async count({ user, action, start, resetTime }: Counter, limit: number): Promise<RateLimit> {
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

/** Counters that move from MySQL to DynamoDB while requests are counted: each is counted by the authority, once. */
export class MovingRateLimiter implements RateLimiter {
  constructor(
    private readonly counters: Records<object>,
    private readonly old: MysqlRateLimiter,
    private readonly tables: DynamoDbRateLimiter,
    private readonly now: () => number = Date.now,
  ) {}

  checkRateLimit(user: number | string, action: string, limit: number): Promise<RateLimit> {
    const counter = { user, action, ...windowAt(this.now()) };
    return this.counters.write([user, action, counter.start], {
      old: () => this.old.count(counter, limit),
      new: (context) => this.tables.count(counter, limit, context),
    });
  }
}
