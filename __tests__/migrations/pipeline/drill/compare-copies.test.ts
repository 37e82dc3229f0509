import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Item } from "../../../../migrations/items/item";
import { compareCopies, type ComparedCopy } from "../../../../migrations/pipeline/drill/compare-copies";
import { heartbeatAttribute } from "../../../../migrations/pipeline/drill/heartbeat";

/** A table in memory, in pages of two. */
function tableOf(table: string, items: readonly Item[]): ComparedCopy {
  const byKey = new Map(items.map((item) => [item["id"]?.S, item]));
  return {
    table,
    scan: {
      async *scan() {
        await Promise.resolve();
        for (let at = 0; at < items.length; at += 2) yield items.slice(at, at + 2);
      },
    },
    items: { get: (_table, keys) => Promise.resolve(keys.map((key) => byKey.get(key["id"]?.S))) },
  };
}

const item = (id: number, v: number): Item => ({ id: { S: `i${id}` }, v: { N: `${v}` } });
const settings = { keyNames: ["id"], recheckMs: 1, sleep: () => Promise.resolve() };

describe("compareCopies", () => {
  it("counts missing, extra and changed items of any two tables, however few it may hold", async () => {
    const values = fc.array(fc.integer({ min: 0, max: 1 }), { minLength: 20, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(values, values, values, fc.integer({ min: 1, max: 50 }), async (a, b, v, maxHeld) => {
        const original = a.flatMap((has, id) => (has ? [item(id, 0)] : []));
        const copy = b.flatMap((has, id) => (has ? [item(id, v[id] ?? 0)] : []));
        const result = await compareCopies({
          ...settings,
          ...{ original: tableOf("a", original), copy: tableOf("b", copy), maxHeld },
        });
        const count = (wanted: (id: number) => boolean) => a.filter((_, id) => wanted(id)).length;
        expect(result).toMatchObject({
          ...{ originalItems: original.length, copyItems: copy.length },
          missing: count((id) => a[id] === 1 && b[id] === 0),
          extra: count((id) => a[id] === 0 && b[id] === 1),
          changed: count((id) => a[id] === 1 && b[id] === 1 && v[id] === 1),
        });
      }),
      { numRuns: 50 },
    );
  });

  it("does not count an item that is identical when it is read again", async () => {
    const original = tableOf("a", [item(1, 1)]);
    const copy = { ...tableOf("b", [item(1, 0)]), items: original.items };
    expect(await compareCopies({ ...settings, original, copy, rechecks: 1 })).toMatchObject({ changed: 0 });
  });

  it("names the first ten keys that differ", async () => {
    const items = Array.from({ length: 11 }, (_, id) => item(id, 0));
    const result = await compareCopies({
      ...settings,
      original: tableOf("a", items),
      copy: tableOf("b", []),
    });
    expect(result.missing).toBe(11);
    expect(result.firstDifferences).toHaveLength(10);
  });

  it("ignores heartbeats", async () => {
    const heartbeat = { ...item(9, 0), [heartbeatAttribute]: { S: "x" } };
    const [original, copy] = [tableOf("a", [item(1, 1), heartbeat]), tableOf("b", [item(1, 1)])];
    expect(await compareCopies({ ...settings, original, copy })).toMatchObject({
      ...{ originalItems: 1, copyItems: 1, missing: 0 },
    });
  });
});
