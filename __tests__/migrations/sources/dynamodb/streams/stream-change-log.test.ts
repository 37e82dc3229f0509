import { describe, expect, it } from "vitest";
import type { LogStep } from "../../../../../migrations/sources/change-log";
import { serviceError } from "../../../dynamodb/fake-service";
import { idsOf, SimulatedStreams, start, stepsUntil } from "./simulated-streams";

const count = (wanted: number) => (steps: readonly LogStep[]) => idsOf(steps).length >= wanted;
const last = (steps: readonly LogStep[]): string => steps.at(-1)?.position ?? "";

describe("StreamChangeLog", () => {
  it("begins after closed shards and at the start of open ones", async () => {
    const streams = new SimulatedStreams();
    const closed = streams.shard("users", "shardId-1");
    closed.records.push([1, "a"]);
    closed.isClosed = true;
    streams.shard("users", "shardId-2", "shardId-1").records.push([2, "b"]);
    const log = streams.log();
    const steps = await stepsUntil(log, await log.begin(), count(1));
    expect(idsOf(steps)).toEqual(["b"]);
  });

  it("returns one change for each record, with its kind and the time of its commit", async () => {
    const streams = new SimulatedStreams();
    streams.shard("users", "shardId-1").records.push([1, "a", "INSERT"], [2, "a"], [3, "a", "REMOVE"]);
    const log = streams.log();
    const steps = (await stepsUntil(log, await log.begin(), count(3))).filter(
      ({ changes }) => changes.length > 0,
    );
    const key = '{"id":{"S":"a"}}';
    const change = (kind: string) => ({ entity: "user", kind, key, written: `users ${key}` });
    expect(steps.flatMap(({ changes }) => changes)).toEqual(["insert", "update", "delete"].map(change));
    expect(steps[0]?.committedAt).toEqual(new Date(start + 1000));
  });

  it("reads a shard only after the one that it continues", async () => {
    const streams = new SimulatedStreams();
    const parent = streams.shard("users", "shardId-1");
    streams.shard("users", "shardId-2", "shardId-1").records.push([6, "later"]);
    const log = streams.log();
    const from = await log.begin();
    parent.records.push([1, "a"], [2, "b"], [3, "c"], [4, "d"], [5, "e"]);
    parent.isClosed = true;
    expect(idsOf(await stepsUntil(log, from, count(6)))).toEqual(["a", "b", "c", "d", "e", "later"]);
  });

  it("finds the shards that continue one that ends while it is read", async () => {
    const streams = new SimulatedStreams();
    const parent = streams.shard("users", "shardId-1");
    const log = streams.log();
    const from = await log.begin();
    const steps = await stepsUntil(log, from, (all) => {
      if (all.length === 3) {
        parent.records.push([1, "a"]);
        parent.isClosed = true;
        streams.shard("users", "shardId-2", "shardId-1").records.push([2, "b"]);
        streams.shard("users", "shardId-3", "shardId-1").records.push([3, "c"]);
      }
      return count(3)(all);
    });
    expect(idsOf(steps).toSorted()).toEqual(["a", "b", "c"]);
  });

  it("resumes at any of its positions without missing a record", async () => {
    const streams = new SimulatedStreams();
    const parent = streams.shard("users", "shardId-1");
    const log = streams.log();
    const from = await log.begin();
    parent.records.push([1, "a"], [2, "b"], [3, "c"]);
    parent.isClosed = true;
    streams.shard("users", "shardId-2", "shardId-1").records.push([4, "d"], [6, "f"]);
    streams.shard("users", "shardId-3", "shardId-1").records.push([5, "e"]);
    const all = await stepsUntil(log, from, count(6));
    for (const [index, { position = "" }] of all.slice(0, -1).entries()) {
      const before = idsOf(all.slice(0, index + 1));
      const after = idsOf(await stepsUntil(streams.log(), position, count(6 - before.length)));
      expect([...before, ...after].toSorted()).toEqual(["a", "b", "c", "d", "e", "f"]);
    }
  });

  it("merges the streams of all tables, and tells each entity of a table", async () => {
    const streams = new SimulatedStreams();
    streams.shard("users", "shardId-1").records.push([1, "a"]);
    streams.shard("posts", "shardId-1").records.push([1, "p"]);
    const log = streams.log({ users: ["user", "email"], posts: ["post"] });
    const steps = await stepsUntil(log, await log.begin(), count(3));
    const entities = steps.flatMap(({ changes }) => changes.map(({ entity }) => entity));
    expect(entities.toSorted()).toEqual(["email", "post", "user"]);
  });

  it("renews an iterator that has expired from the last record", async () => {
    const streams = new SimulatedStreams();
    const shard = streams.shard("users", "shardId-1");
    shard.records.push([1, "a"]);
    const log = streams.log();
    let isExpired = false;
    streams.refuse = ({ operation }) => {
      if (operation === "GetShardIterator") isExpired = false;
      return isExpired ? serviceError("ExpiredIteratorException") : undefined;
    };
    const steps = await stepsUntil(log, await log.begin(), (all) => {
      if (count(1)(all) && shard.records.length === 1) {
        isExpired = true;
        shard.records.push([2, "b"]);
      }
      return count(2)(all);
    });
    expect(idsOf(steps)).toEqual(["a", "b"]);
    const renewed = streams.calls.filter(({ operation }) => operation === "GetShardIterator").at(-1);
    expect(renewed?.body).toMatchObject({ ShardIteratorType: "AFTER_SEQUENCE_NUMBER", SequenceNumber: "1" });
  });

  it("is caught up once every shard has had no records since", async () => {
    const streams = new SimulatedStreams();
    const shard = streams.shard("users", "shardId-1");
    streams.shard("users", "shardId-2");
    const log = streams.log();
    const from = await log.begin();
    shard.records.push([1, "a"], [2, "b"], [3, "c"]);
    const target = await log.end();
    expect(log.isReached(from, target)).toBe(false);
    const steps = await stepsUntil(log, from, (all) => log.isReached(last(all), target));
    expect(idsOf(steps)).toEqual(["a", "b", "c"]);
    expect(log.isReached(last(steps), await log.end())).toBe(false);
  });

  it("is not caught up by one response without records", async () => {
    const streams = new SimulatedStreams();
    const shard = streams.shard("users", "shardId-1");
    const log = streams.log();
    const from = await log.begin();
    const target = await log.end();
    const steps = await stepsUntil(log, from, (all) => {
      if (streams.elapsed > 1000 && shard.records.length === 0) shard.records.push([1, "late"]);
      return log.isReached(last(all), target);
    });
    expect(idsOf(steps)).toEqual(["late"]);
  });

  it("is not caught up before the shards were listed again", async () => {
    const streams = new SimulatedStreams();
    const parent = streams.shard("users", "shardId-1");
    const log = streams.log();
    const from = await log.begin();
    const target = await log.end();
    const steps = await stepsUntil(log, from, (all) => {
      if (all.length === 2) {
        parent.isClosed = true;
        streams.shard("users", "shardId-2", "shardId-1").records.push([1, "of the child"]);
      }
      return log.isReached(last(all), target);
    });
    expect(idsOf(steps)).toEqual(["of the child"]);
  });

  it("is caught up by a position of the same process only", async () => {
    const streams = new SimulatedStreams();
    streams.shard("users", "shardId-1");
    const log = streams.log();
    const target = await log.end();
    const reached = await stepsUntil(log, await log.begin(), (all) => log.isReached(last(all), target));
    const other = streams.log();
    expect(other.isReached(last(reached), await other.end())).toBe(false);
  });

  it.each([
    ["the records after its position were discarded", (shard: { trimmed?: number }) => (shard.trimmed = 9)],
    [
      "the shard of its position is gone",
      (_: unknown, streams: SimulatedStreams) => streams.shards.set("users", []),
    ],
    [
      "its position is 24 hours old",
      (_: unknown, streams: SimulatedStreams) => (streams.elapsed = 24 * 3600 * 1000 + 1000),
    ],
  ])("is lost if %s", async (_, lose) => {
    const streams = new SimulatedStreams();
    const shard = streams.shard("users", "shardId-1");
    shard.records.push([1, "a"]);
    const log = streams.log();
    const position = last(await stepsUntil(log, await log.begin(), count(1)));
    lose(shard, streams);
    await expect(stepsUntil(streams.log(), position, () => false)).rejects.toMatchObject({
      code: "log-lost",
      message: expect.stringContaining("run --follow --no-resume") as string,
    });
  });

  it("is not lost by a position of less than 24 hours", async () => {
    const streams = new SimulatedStreams();
    const shard = streams.shard("users", "shardId-1");
    const log = streams.log();
    const from = await log.begin();
    streams.elapsed += 24 * 3600 * 1000 - 10;
    shard.records.push([1, "a"]);
    expect(idsOf(await stepsUntil(log, from, count(1)))).toEqual(["a"]);
  });

  it("is lost once a stream that was disabled is read to its end", async () => {
    const streams = new SimulatedStreams();
    const shard = streams.shard("users", "shardId-1");
    const log = streams.log();
    const from = await log.begin();
    shard.records.push([1, "a"]);
    shard.isClosed = true;
    streams.isDisabled = true;
    await expect(stepsUntil(log, from, () => false)).rejects.toMatchObject({
      code: "log-lost",
      message: expect.stringContaining("was disabled") as string,
    });
  });

  it("says how long its records are kept", async () => {
    const streams = new SimulatedStreams();
    streams.shard("users", "shardId-1");
    const log = streams.log();
    const from = await log.begin();
    streams.elapsed = 3600 * 1000;
    expect(await log.state(from)).toEqual({
      retentionLeftMs: expect.closeTo(23 * 3600 * 1000, -2) as number,
      notes: [],
    });
  });

  it("names the permissions that are missing", async () => {
    const streams = new SimulatedStreams();
    streams.shard("users", "shardId-1");
    streams.refuse = ({ operation }) =>
      operation === "GetRecords" ? serviceError("AccessDeniedException") : undefined;
    const [problem] = await streams.log().check();
    expect(problem?.message).toContain(
      "grant dynamodb:DescribeStream, dynamodb:GetShardIterator and dynamodb:GetRecords",
    );
  });

  it("has no problem with a stream that may be read", async () => {
    const streams = new SimulatedStreams();
    streams.shard("users", "shardId-1");
    expect(await streams.log().check()).toEqual([]);
  });

  it("ends without an error when it is asked to", async () => {
    const streams = new SimulatedStreams();
    streams.shard("users", "shardId-1");
    const log = streams.log();
    const stop = new AbortController();
    const steps: LogStep[] = [];
    for await (const step of log.changes(await log.begin(), stop.signal)) {
      steps.push(step);
      stop.abort();
    }
    expect(steps).toHaveLength(1);
  });
});
