import { readFile } from "node:fs/promises";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { createPool, type Pool } from "mysql2/promise";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  DynamoDbRateLimiter,
  MysqlRateLimiter,
  type RateLimiter,
} from "../../../examples/algoitny/repositories/rate-limiter";
import type { RunningDatabase } from "../../emulators/database-server";
import { findDynamoDbLocal } from "../../emulators/dynamodb-local";
import type { RunningEmulator } from "../../emulators/emulator";
import { findMariaDb } from "../../emulators/mariadb";
import { describeWith } from "../../emulators/real-part";
import { createTables, outputsOf } from "../../e2e/cutover/example-tables";

const day = 24 * 60 * 60;
const noon = Date.UTC(2026, 10, 26, 12);

/** @param open a limiter over the shared storage, with a clock */
function itLimits(open: (now: () => number) => RateLimiter): void {
  it.each([1, 7, 40])("allows exactly %i of 60 concurrent requests", async (limit) => {
    const limiters = [0, 1, 2].map(() => open(() => noon));
    const results = await Promise.all(
      Array.from({ length: 60 }, (_, at) =>
        (limiters[at % 3] as RateLimiter).checkRateLimit(1, `act-${limit}`, limit),
      ),
    );
    const allowed = results.filter((result) => result.allowed);
    expect(allowed.map(({ count }) => count).toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: limit }, (_, index) => index + 1),
    );
    expect(results.filter((result) => !result.allowed).every(({ count }) => count === limit)).toBe(true);
  });

  it("counts users and actions apart, and says when the count starts again", async () => {
    const limiter = open(() => noon);
    const resetTime = Date.UTC(2026, 10, 27) / 1000;
    expect(await limiter.checkRateLimit(2, "hint", 1)).toEqual({ allowed: true, count: 1, resetTime });
    expect(await limiter.checkRateLimit(2, "hint", 1)).toEqual({ allowed: false, count: 1, resetTime });
    expect(await limiter.checkRateLimit(2, "run", 1)).toEqual({ allowed: true, count: 1, resetTime });
    expect(await limiter.checkRateLimit(3, "hint", 1)).toEqual({ allowed: true, count: 1, resetTime });
  });

  it("starts again with the next window, at its first second", async () => {
    let now = noon;
    const limiter = open(() => now);
    await limiter.checkRateLimit(4, "hint", 1);
    now = Date.UTC(2026, 10, 27) - 1;
    expect((await limiter.checkRateLimit(4, "hint", 1)).allowed).toBe(false);
    now = Date.UTC(2026, 10, 27);
    expect(await limiter.checkRateLimit(4, "hint", 1)).toEqual({
      ...{ allowed: true, count: 1, resetTime: now / 1000 + day },
    });
  });

  it("allows nothing with the limit 0", async () => {
    expect(await open(() => noon).checkRateLimit(5, "hint", 0)).toMatchObject({ allowed: false, count: 0 });
  });
}

describeWith("DynamoDbRateLimiter", findDynamoDbLocal, (dynamoDbLocal) => {
  let emulator: RunningEmulator;
  let client: DynamoDBClient;

  beforeAll(async () => {
    emulator = await dynamoDbLocal.start();
    client = new DynamoDBClient({
      ...{ endpoint: emulator.endpoint, region: "us-east-1" },
      credentials: { accessKeyId: "local", secretAccessKey: "local" },
    });
    await createTables(client, outputsOf({ main: { name: "main", partitionKey: "PK", sortKey: "SK" } }));
  });
  afterAll(async () => {
    client.destroy();
    await emulator.stop();
  });

  itLimits((now) => new DynamoDbRateLimiter(client, "main", now));

  it("sends one request", async () => {
    const sent: string[] = [];
    client.middlewareStack.add((next, context) => (args) => {
      sent.push((context as { commandName?: string }).commandName ?? "");
      return next(args);
    });
    await new DynamoDbRateLimiter(client, "main").checkRateLimit(9, "hint", 5);
    expect(sent).toEqual(["UpdateItemCommand"]);
  });
});

describeWith("MysqlRateLimiter", findMariaDb, (mariaDb) => {
  let database: RunningDatabase;
  let pool: Pool;

  beforeAll(async () => {
    database = await mariaDb.start();
    pool = createPool({ uri: database.url, connectionLimit: 12 });
    await pool.query(await readFile("examples/algoitny/repositories/rate-limits.sql", "utf8"));
  });
  afterAll(async () => {
    await pool.end();
    await database.stop();
  });

  itLimits((now) => new MysqlRateLimiter(pool, now));
});
