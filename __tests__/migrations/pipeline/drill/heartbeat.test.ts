import { describe, expect, it } from "vitest";
import { checkKeys, keyRules } from "../../../../migrations/items/key-check";
import { makeHeartbeat } from "../../../../migrations/pipeline/drill/heartbeat";

const uuid = () => "ffffffff-ffff-4fff-bfff-ffffffffffff";
const now = () => new Date("2026-11-26T00:00:00.000Z");

describe("makeHeartbeat", () => {
  it.each(["S", "N", "B"] as const)("makes a key that a table with keys of type %s accepts", (type) => {
    const key = [
      { name: "p", type },
      { name: "s", type },
    ];
    const { item } = makeHeartbeat({ key, uuid, now });
    const table = { partitionKey: { name: "p", type }, sortKey: { name: "s", type }, indexes: [] };
    expect(() => checkKeys(item, keyRules(table))).not.toThrow();
    expect(Object.keys(item)).toEqual(["p", "s", "dynamodbMigrateDrill"]);
  });

  it("makes a number of at most 38 digits", () => {
    const { key } = makeHeartbeat({ key: [{ name: "p", type: "N" }], uuid, now });
    expect(key["p"]?.N).toMatch(/^-\d{1,37}$/);
  });

  it("expires after a day if the table has a TTL attribute", () => {
    const { item } = makeHeartbeat({ key: [{ name: "p", type: "S" }], ttlAttribute: "ttl", uuid, now });
    expect(item["ttl"]).toEqual({ N: String(Date.parse("2026-11-27T00:00:00.000Z") / 1000) });
  });

  it("leaves a TTL attribute alone that is a key", () => {
    const { item } = makeHeartbeat({ key: [{ name: "ttl", type: "S" }], ttlAttribute: "ttl", uuid, now });
    expect(item["ttl"]).toEqual({ S: expect.stringContaining(uuid()) as string });
  });
});
