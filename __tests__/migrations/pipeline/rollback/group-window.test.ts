import { setImmediate } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { InterruptedError } from "../../../../migrations/errors";
import { GroupWindow } from "../../../../migrations/pipeline/rollback/group-window";

const group = (...ids: string[]) => new Map(ids.map((id) => [id, id]));

/** Lets everything go on that does not wait for a gate. */
const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn++) await setImmediate();
};

/** Work that waits until it is let go on; what was started is listed. */
class Gates {
  readonly started: string[] = [];
  private readonly opened = new Map<string, () => void>();

  readonly pass = (name: string): Promise<void> => {
    this.started.push(name);
    return new Promise((resolve) => this.opened.set(name, resolve));
  };

  async open(...names: string[]): Promise<void> {
    names.forEach((name) => this.opened.get(name)?.());
    await settle();
  }
}

describe("GroupWindow", () => {
  it("starts a group while an earlier one is worked on", async () => {
    const window = new GroupWindow<string>(1);
    const gates = new Gates();
    expect(await window.start(group("a"), () => gates.pass("first"))).toBe(true);
    expect(await window.start(group("b"), () => gates.pass("second"))).toBe(true);
    expect(gates.started).toEqual(["first", "second"]);
    await gates.open("first", "second");
    await window.end();
    expect(window.isComplete).toBe(true);
  });

  it("starts a group only after an earlier one with the same member has ended", async () => {
    const window = new GroupWindow<string>(8);
    const gates = new Gates();
    await window.start(group("a", "b"), () => gates.pass("first"));
    const second = window.start(group("b", "c"), () => gates.pass("second"));
    await settle();
    expect(gates.started).toEqual(["first"]);
    await gates.open("first");
    await second;
    expect(gates.started).toEqual(["first", "second"]);
  });

  it.each([
    [1, 3],
    [100, 3],
    [101, 4],
  ])("with %i members at a time it holds at most %i groups", async (concurrency, groups) => {
    const window = new GroupWindow<string>(concurrency);
    const gates = new Gates();
    const all = (async () => {
      for (let id = 1; id <= 6; id++) await window.start(group(`${id}`), () => gates.pass(`${id}`));
    })();
    await settle();
    expect(gates.started).toHaveLength(groups);
    await gates.open("1");
    expect(gates.started).toHaveLength(groups + 1);
    for (let id = 2; id <= 6; id++) await gates.open(`${id}`);
    await all;
    await window.end();
  });

  it("works on at most as many members at a time as it was told, in all groups together", async () => {
    const window = new GroupWindow<string>(3);
    const gates = new Gates();
    const work = async (members: readonly string[]) => void (await window.each(members, gates.pass));
    await window.start(group("a", "b"), work);
    await window.start(group("c", "d"), work);
    await settle();
    expect(gates.started).toEqual(["a", "b", "c"]);
    await gates.open("a");
    expect(gates.started).toEqual(["a", "b", "c", "d"]);
    await gates.open("b", "c", "d");
    await window.end();
  });

  it("returns the results in the order of the members", async () => {
    const window = new GroupWindow<string>(2);
    const results: unknown[] = [];
    await window.start(group("a", "b"), async (members) => {
      results.push(...(await window.each(members, (id) => Promise.resolve(id.toUpperCase()))));
    });
    await window.end();
    expect(results).toEqual(["A", "B"]);
  });

  it("starts nothing after a member has failed, and throws its error after the others have ended", async () => {
    const window = new GroupWindow<string>(2);
    const gates = new Gates();
    const work = async (members: readonly string[]) => {
      await window.each(members, async (id) => {
        await gates.pass(id);
        if (id === "a") throw new Error("a failed");
      });
    };
    await window.start(group("a", "b", "c"), work);
    await settle();
    await gates.open("a");
    expect(await window.start(group("d"), work)).toBe(false);
    let hasEnded = false;
    const end = window.end().finally(() => (hasEnded = true));
    await settle();
    expect(hasEnded).toBe(false);
    const thrown = expect(end).rejects.toThrow("a failed");
    await gates.open("b");
    await thrown;
    expect(gates.started).toEqual(["a", "b"]);
  });

  it("starts nothing after the signal was aborted, and is then not complete", async () => {
    const abort = new AbortController();
    const window = new GroupWindow<string>(1, abort.signal);
    const gates = new Gates();
    const results: unknown[] = [];
    await window.start(group("a", "b"), async (members) => {
      results.push(...(await window.each(members, (id) => gates.pass(id).then(() => id))));
    });
    abort.abort();
    await settle();
    await gates.open("a");
    await window.end();
    expect(results).toEqual(["a", undefined]);
    expect(await window.start(group("c"), () => gates.pass("c"))).toBe(false);
    expect(window.isComplete).toBe(false);
  });

  it("takes an interrupted member for one that was not worked on", async () => {
    const window = new GroupWindow<string>(1);
    await window.start(group("a"), async (members) => {
      await window.each(members, () => Promise.reject(new InterruptedError("interrupted")));
    });
    await window.end();
    expect(window.isComplete).toBe(false);
  });
});
