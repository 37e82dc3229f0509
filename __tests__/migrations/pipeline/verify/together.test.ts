import { describe, expect, it } from "vitest";
import { together } from "../../../../migrations/pipeline/verify/together";

/** Goes on until it is told to stop, and then takes a while to. */
function endless(stopped: () => void): (signal: AbortSignal) => Promise<void> {
  return async (signal) => {
    await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
    await new Promise((resolve) => setImmediate(resolve));
    stopped();
    throw new Error("stopped");
  };
}

describe("together", () => {
  it("waits for all", async () => {
    const done: number[] = [];
    const work = (number: number) => async () => {
      for (let step = 0; step < number; step++) await new Promise((resolve) => setImmediate(resolve));
      done.push(number);
    };
    await together(undefined, [work(9), work(1)]);
    expect(done).toEqual([1, 9]);
  });

  it("stops the others where one fails, and throws its error once they have stopped", async () => {
    let stopped = false;
    const works = [endless(() => (stopped = true)), () => Promise.reject(new Error("no such table"))];
    await expect(together(undefined, works)).rejects.toThrow("no such table");
    expect(stopped).toBe(true);
  });

  it("stops all where it is told to", async () => {
    let stopped = 0;
    const stop = new AbortController();
    const works = [endless(() => stopped++), endless(() => stopped++)];
    const ended = together(stop.signal, works);
    stop.abort();
    await expect(ended).rejects.toThrow("stopped");
    expect(stopped).toBe(2);
  });
});
