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
