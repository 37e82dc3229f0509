import { describe, expect, it } from "vitest";
import { DirtyKeys } from "../../../../migrations/pipeline/follow/dirty-keys";
import type { RowChange } from "../../../../migrations/sources/change-log";

function change(key: string): RowChange {
  return { entity: "user", kind: "update", key, written: `users ${key}` };
}

function dirtyWith(...transactions: readonly (readonly string[])[]): DirtyKeys {
  const dirty = new DirtyKeys("0");
  transactions.forEach((keys, index) =>
    dirty.add({ changes: keys.map(change), position: String(index + 1), committedAt: new Date(index) }),
  );
  return dirty;
}

describe("DirtyKeys", () => {
  it("has each row once, however often it was written", () => {
    const dirty = dirtyWith(["a", "b"], ["a"], ["a"]);
    expect(dirty.take(10).map(({ key }) => key)).toEqual(["a", "b"]);
  });

  it("advances the position over a transaction when the last of its rows is settled", () => {
    const dirty = dirtyWith(["a", "b"], ["c"]);
    const [a, b, c] = dirty.take(3);
    dirty.settle([a!, c!]);
    expect(dirty.position).toBe("0");
    dirty.settle([b!]);
    expect(dirty.position).toBe("2");
  });

  it("keeps a row dirty that is written while it is read again", () => {
    const dirty = dirtyWith(["a"]);
    const taken = dirty.take(1);
    dirty.add({ changes: [change("a")], position: "2" });
    dirty.settle(taken);
    expect(dirty.position).toBe("1");
    expect(dirty.take(1).map(({ key }) => key)).toEqual(["a"]);
  });

  it("does not advance within a transaction, even if all of its rows so far are settled", () => {
    const dirty = new DirtyKeys("0");
    dirty.add({ changes: [change("a")] });
    dirty.settle(dirty.take(1));
    expect(dirty.position).toBe("0");
    dirty.add({ changes: [], position: "1" });
    expect(dirty.position).toBe("1");
  });

  it("waits for a row that was given back", () => {
    const dirty = dirtyWith(["a"], ["b"]);
    const [a, b] = dirty.take(2);
    dirty.giveBack([a!]);
    dirty.settle([b!]);
    expect(dirty.position).toBe("0");
    dirty.settle(dirty.take(1));
    expect(dirty.position).toBe("2");
  });

  it("advances to the last of any number of transactions once a row before them is settled", () => {
    const dirty = dirtyWith(["held"]);
    const [held] = dirty.take(1);
    for (let number = 2; number <= 50_000; number++) {
      dirty.add({ changes: [change("a")], position: String(number) });
      dirty.settle(dirty.take(1));
    }
    expect(dirty.position).toBe("0");
    dirty.add({ changes: [change("b")], position: "50001" });
    dirty.settle([held!]);
    expect(Number(dirty.position)).toBeGreaterThanOrEqual(49_999);
    dirty.settle(dirty.take(1));
    expect(dirty.position).toBe("50001");
  });

  it("says below which number all rows were dealt with, in whatever order", () => {
    const dirty = dirtyWith(["a"], ["b"], ["c"]);
    expect([dirty.settledBelow, dirty.next]).toEqual([0, 3]);
    const [a, b, c] = dirty.take(3);
    dirty.settle([b!]);
    expect(dirty.settledBelow).toBe(0);
    dirty.add({ changes: [change("a"), change("d")], position: "4" });
    dirty.giveBack([a!]);
    dirty.settle([c!]);
    expect([dirty.settledBelow, dirty.next]).toEqual([0, 5]);
    const [again, d] = dirty.take(2);
    expect([again?.key, d?.key]).toEqual(["a", "d"]);
    dirty.settle([again!]);
    expect(dirty.settledBelow).toBe(4);
    dirty.settle([d!]);
    expect(dirty.settledBelow).toBe(5);
  });

  it("has every row of the log that leads to a key, at a cost that grows with their number only", () => {
    const dirty = new DirtyKeys("0");
    const rows = Array.from({ length: 200_000 }, (_, row) => `cases ${row}`);
    for (const written of [...rows, ...rows])
      dirty.add({ changes: [{ entity: "problem", kind: "update", key: "a", written }], position: "1" });
    const taken = dirty.take(1);
    expect([...(taken[0]?.written ?? [])]).toEqual(rows);
    dirty.add({
      changes: [{ entity: "problem", kind: "update", key: "a", written: "cases new" }],
      position: "2",
    });
    dirty.giveBack(taken);
    expect([...(dirty.take(1)[0]?.written ?? [])]).toEqual([...rows, "cases new"]);
  });

  it("advances with steps that hold no changes", () => {
    const dirty = dirtyWith(["a"]);
    for (const position of ["5", "6", "7"]) dirty.add({ changes: [], position });
    expect(dirty.position).toBe("0");
    dirty.settle(dirty.take(1));
    expect(dirty.position).toBe("7");
  });

  it("keeps only rows that the log does not name when the log is read again", () => {
    const dirty = dirtyWith(["a"]);
    dirty.addKey("user", "rejected");
    const rewound = dirty.rewound();
    expect(rewound.take(10).map(({ key }) => key)).toEqual(["rejected"]);
    expect(rewound.position).toBe("0");
  });

  it("names the commit of the oldest transaction with a dirty row", () => {
    const dirty = dirtyWith(["a"], ["b"]);
    expect(dirty.oldestCommit).toBe(0);
    dirty.settle(dirty.take(1));
    expect(dirty.oldestCommit).toBe(1);
    dirty.settle(dirty.take(1));
    expect(dirty.oldestCommit).toBeUndefined();
  });
});
