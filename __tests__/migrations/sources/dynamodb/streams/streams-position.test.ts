import { describe, expect, it } from "vitest";
import {
  isPositionReached,
  momentText,
  parsePosition,
  positionText,
  type StreamsPosition,
} from "../../../../../migrations/sources/dynamodb/streams/streams-position";

const readAt = Date.parse("2026-11-26T10:00:00Z");

function position(shards: Record<string, string>, more: Partial<StreamsPosition> = {}): string {
  const streams = new Map([["users", { arn: "arn:1", shards: new Map(Object.entries(shards)) }]]);
  return positionText({ readAt, streams, ...more });
}

describe("a position in streams", () => {
  it("is the same after it was written as text and read again", () => {
    const text = position(
      { "shardId-1": "end", "shardId-2": "21" },
      { quiet: { process: "p", at: 5.5, wall: 7 } },
    );
    expect(positionText(parsePosition(text))).toBe(text);
  });

  it.each(["", "{}", "mysql-bin.000003:120", '{"readAt":"x","streams":[]}'])("is not %j", (text) => {
    expect(() => parsePosition(text)).toThrow(/not a position of DynamoDB Streams/);
  });

  it.each<[string, Record<string, string>, Record<string, string>, boolean]>([
    ["itself", { "shardId-1": "21" }, { "shardId-1": "21" }, true],
    ["one before it", { "shardId-1": "100" }, { "shardId-1": "21" }, true],
    ["not one after it", { "shardId-1": "21" }, { "shardId-1": "100" }, false],
    ["the start of a shard", { "shardId-1": "trim-horizon" }, { "shardId-1": "trim-horizon" }, true],
    [
      "nothing in a shard of which nothing was read",
      { "shardId-1": "trim-horizon" },
      { "shardId-1": "1" },
      false,
    ],
    ["anything in a shard at its end", { "shardId-1": "end" }, { "shardId-1": "100" }, true],
    ["no end of a shard that is being read", { "shardId-1": "21" }, { "shardId-1": "end" }, false],
    ["an earlier shard that is no longer listed", { "shardId-2": "5" }, { "shardId-1": "100" }, true],
    ["not a later shard that was not listed yet", { "shardId-1": "5" }, { "shardId-2": "1" }, false],
  ])("reaches %s", (_, own, target, isReached) => {
    expect(isPositionReached(position(own), position(target))).toBe(isReached);
  });

  it("reaches no position of another stream of the table", () => {
    const streams = new Map([["users", { arn: "arn:2", shards: new Map<string, string>() }]]);
    expect(isPositionReached(position({}), positionText({ readAt, streams }))).toBe(false);
  });

  it.each([
    [5, true],
    [4.9, false],
  ])("that was quiet at %d reaches the moment 5: %s", (at, isReached) => {
    const text = position({}, { quiet: { process: "p", at, wall: readAt + 10 } });
    expect(isPositionReached(text, momentText({ process: "p", at: 5, wall: readAt }))).toBe(isReached);
  });

  it.each([
    [readAt, true],
    [readAt - 1, false],
  ])(
    "of another process that was quiet at %d reaches the moment by the wall clock: %s",
    (wall, isReached) => {
      const text = position({}, { quiet: { process: "q", at: 100, wall } });
      expect(isPositionReached(text, momentText({ process: "p", at: 0, wall: readAt }))).toBe(isReached);
    },
  );

  it.each<[string, Partial<StreamsPosition>, number, boolean]>([
    ["of the process that reads, a minute later", { process: "p" }, 60_000, true],
    ["of the process that reads, earlier", { process: "p" }, 59_999, false],
    ["of another process, 3 seconds later", { process: "q" }, 3000, true],
    ["of another process, earlier", { process: "q" }, 2999, false],
    ["while shards may be unlisted", { process: "q", isUnlisted: true }, 3000, false],
  ])("that was never quiet reaches a moment by the times of records %s", (_of, more, laterMs, isReached) => {
    const target = momentText({ process: "p", at: 0, wall: readAt - laterMs });
    expect(isPositionReached(position({}, more), target)).toBe(isReached);
  });
});
