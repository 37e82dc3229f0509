import { describe, expect, it } from "vitest";
import { bucketOf, isSelected } from "../../cutover/read-percentage";

const entity = { entity: "users", salt: "2026", allow: [], deny: [] };
const keys = Array.from({ length: 100_000 }, (_, index) => `user-${index}`);
const shareOf = (percent: number) =>
  (keys.filter((key) => isSelected(entity, percent, key)).length / keys.length) * 100;

describe("the read percentage", () => {
  it.each([0.5, 1, 10, 25, 50, 75, 99])("selects %s %% of 100,000 keys within half a percent", (percent) => {
    expect(Math.abs(shareOf(percent) - percent)).toBeLessThanOrEqual(0.5);
  });

  it("selects no key at 0 and every key at 100", () => {
    expect([shareOf(0), shareOf(100)]).toEqual([0, 100]);
  });

  it("keeps every selected key when it is raised", () => {
    const some = keys.slice(0, 5000);
    const steps = [0, 0.01, 1, 10, 10.01, 50, 99.99, 100];
    const lost = some.filter((key) =>
      steps.some(
        (percent, index) =>
          isSelected(entity, percent, key) && !isSelected(entity, steps[index + 1] ?? 100, key),
      ),
    );
    expect(lost).toEqual([]);
  });

  it("puts a key into the same bucket on every machine", () => {
    expect([bucketOf("users", "2026", "user-1"), bucketOf("users", "2026", "user-2")]).toEqual([9923, 2609]);
  });

  it("selects other keys for another entity and for another salt", () => {
    const selected = (one: typeof entity) =>
      keys
        .slice(0, 1000)
        .filter((key) => isSelected(one, 50, key))
        .join();
    expect(selected({ ...entity, entity: "posts" })).not.toBe(selected(entity));
    expect(selected({ ...entity, salt: "2027" })).not.toBe(selected(entity));
  });

  it("selects the keys of the allow list at 0 %, and none of the deny list at 100 %", () => {
    const lists = { ...entity, allow: ["tester"], deny: ["vip"] };
    expect([isSelected(lists, 0, "tester"), isSelected(lists, 100, "vip")]).toEqual([true, false]);
  });
});
