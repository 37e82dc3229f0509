import { describe, expect, it } from "vitest";
import type { Item } from "../../../migrations/items/item";
import { hasExpired } from "../../../migrations/items/time-to-live";

describe("an item's time to live", () => {
  const now = new Date(1_700_000_000_000);
  const item = (seconds: number): Item => ({ ttl: { N: String(seconds) } });

  it.each([
    ["has passed at its second", item(1_700_000_000), true],
    ["has not passed before", item(1_700_000_001), false],
    [
      "that passed five years ago is a mistake, by which the service deletes nothing",
      item(1_500_000_000),
      false,
    ],
    ["does not pass where the item has none", {}, false],
    ["does not pass where it is text", { ttl: { S: "1" } }, false],
  ])("%s", (_what, given, expired) => {
    expect(hasExpired(given, "ttl", now)).toBe(expired);
  });

  it("does not pass where the table has no attribute for it", () => {
    expect(hasExpired(item(0), null, now)).toBe(false);
  });
});
