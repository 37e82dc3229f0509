import { setImmediate } from "node:timers/promises";
import { expect, it } from "vitest";
import { inLanes } from "../../migrations/in-lanes";

it("does a step for each element, and no more at a time than there are lanes", async () => {
  const done: number[] = [];
  let [running, most] = [0, 0];
  await inLanes([1, 2, 3, 4, 5, 6, 7], 3, async (element) => {
    most = Math.max(most, ++running);
    await setImmediate();
    running--;
    done.push(element);
  });
  expect([most, done.toSorted()]).toEqual([3, [1, 2, 3, 4, 5, 6, 7]]);
});

it("starts no step after a failure, and fails once the others have ended", async () => {
  const started: number[] = [];
  let ended = 0;
  const all = inLanes([1, 2, 3, 4, 5], 2, async (element) => {
    started.push(element);
    await setImmediate();
    if (element === 1) throw new Error("the first");
    await setImmediate();
    ended++;
  });
  await expect(all).rejects.toThrow("the first");
  expect([started, ended]).toEqual([[1, 2], 1]);
});

it("does nothing without elements", async () => {
  await inLanes([], 4, () => Promise.reject(new Error("never")));
});
