import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { seedItem, type SeedSettings, type SeedTable } from "../../../../migrations/sources/seed/seed-item";

const settings: SeedSettings = { seed: 1, items: 500, bytes: 300, expiryYear: 2031 };
const table: SeedTable = {
  partitionKey: { name: "userId", type: "S" },
  sortKey: { name: "number", type: "N" },
  indexKeys: [
    { name: "email", type: "S" },
    { name: "status", type: "S" },
    { name: "createdAt", type: "N" },
    { name: "updatedAt", type: "S" },
    { name: "hash", type: "B" },
    { name: "rank", type: "N" },
    { name: "userId", type: "S" },
  ],
  ttlAttribute: "expiresAt",
};
const all = Array.from({ length: 500 }, (_, index) => seedItem(table, settings, index + 1));

describe("a made-up item", () => {
  it("is the same for the same seed and number", () => {
    expect(seedItem(table, settings, 7)).toEqual(seedItem(table, settings, 7));
  });

  it("is another for another seed", () => {
    expect(seedItem(table, { ...settings, seed: 2 }, 7)).not.toEqual(seedItem(table, settings, 7));
  });

  it("has a key of its own", () => {
    expect(new Set(all.map((item) => JSON.stringify([item["userId"], item["number"]]))).size).toBe(500);
  });

  it("shares its partition with others, in some more than in others", () => {
    const sizes = new Map<unknown, number>();
    for (const { userId } of all) sizes.set(userId, (sizes.get(userId) ?? 0) + 1);
    expect(sizes.size).toBeGreaterThan(20);
    expect(sizes.size).toBeLessThanOrEqual(50);
    expect(Math.max(...sizes.values())).toBeGreaterThan(2 * Math.min(...sizes.values()));
  });

  it("has index keys of the right types that look like what they are called", () => {
    expect(all[0]).toMatchObject({
      email: "user1@example.com",
      status: expect.stringMatching(/^(new|active|done|archived)$/) as string,
      createdAt: expect.any(Number) as number,
      updatedAt: expect.stringMatching(/^20(29|30)-\d\d-\d\dT/) as string,
      hash: expect.any(Uint8Array) as Uint8Array,
      rank: expect.any(Number) as number,
    });
  });

  it("expires in the year that was given", () => {
    const years = all.map((item) => new Date(Number(item["expiresAt"]) * 1000).getUTCFullYear());
    expect(new Set(years)).toEqual(new Set([2031]));
  });

  it("has the size that was asked, on average", () => {
    const bytes = (size: number): number => {
      const items = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((n) =>
        seedItem(table, { ...settings, bytes: size }, n),
      );
      return items.reduce((sum, item) => sum + JSON.stringify(item).length, 0) / items.length;
    };
    expect(bytes(2000)).toBeGreaterThan(1400);
    expect(bytes(2000)).toBeLessThan(2700);
  });

  it("has a key of its own whatever the key's type", () => {
    fc.assert(
      fc.property(fc.constantFrom("S" as const, "N" as const, "B" as const), fc.integer(), (type, seed) => {
        const simple: SeedTable = { partitionKey: { name: "id", type }, indexKeys: [] };
        const ids = [1, 2, 3, 4, 5].map((n) =>
          String(seedItem(simple, { ...settings, seed }, n)["id"] as string),
        );
        expect(new Set(ids).size).toBe(5);
      }),
      { numRuns: 30 },
    );
  });
});
