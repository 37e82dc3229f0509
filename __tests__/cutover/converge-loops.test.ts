import { describe, expect, it } from "vitest";
import { ConvergeLoops } from "../../cutover/converge-loops";

/** Works that end when the test says so. */
function controlled() {
  const started: string[] = [];
  const ends = new Map<string, (failure?: Error) => void>();
  const work = (name: string) => () => {
    started.push(name);
    return new Promise<string>((resolve, reject) => {
      ends.set(name, (failure) => {
        if (failure) reject(failure);
        else resolve(name);
      });
    });
  };
  return { started, work, end: (name: string, failure?: Error) => ends.get(name)?.(failure) };
}

describe("ConvergeLoops", () => {
  it("gives all who arrive while one runs the outcome of one that starts afterwards", async () => {
    const { started, work, end } = controlled();
    const loops = new ConvergeLoops<string>();
    const first = loops.run("key", work("first"));
    const second = loops.run("key", work("second"));
    const third = loops.run("key", work("third"));
    expect(started).toEqual(["first"]);
    end("first");
    expect(await first).toBe("first");
    await Promise.resolve();
    expect(started).toEqual(["first", "third"]);
    end("third");
    expect(await Promise.all([second, third])).toEqual(["third", "third"]);
    expect(loops.size).toBe(0);
  });

  it("starts the next one after a failure", async () => {
    const { started, work, end } = controlled();
    const loops = new ConvergeLoops<string>();
    const first = loops.run("key", work("first"));
    const second = loops.run("key", work("second"));
    end("first", new Error("throttled"));
    await expect(first).rejects.toThrow("throttled");
    await Promise.resolve();
    expect(started).toEqual(["first", "second"]);
    end("second");
    expect(await second).toBe("second");
    expect(loops.size).toBe(0);
  });

  it("runs different keys at the same time", () => {
    const { started, work } = controlled();
    const loops = new ConvergeLoops<string>();
    void loops.run("a", work("first"));
    void loops.run("b", work("second"));
    expect(started).toEqual(["first", "second"]);
  });
});
