import { setTimeout as sleep } from "node:timers/promises";
import { expect, it, onTestFinished } from "vitest";
import { anySignal } from "../../migrations/any-signal";

it("aborts with the first of the signals, with its reason", () => {
  const [first, second] = [new AbortController(), new AbortController()];
  const either = anySignal(first.signal, undefined, second.signal);
  expect(either.aborted).toBe(false);
  second.abort("enough");
  first.abort("late");
  expect([either.aborted, either.reason]).toEqual([true, "enough"]);
  expect(anySignal(first.signal).aborted).toBe(true);
});

it("never aborts without a signal", () => {
  expect(anySignal().aborted).toBe(false);
  expect(anySignal(undefined).aborted).toBe(false);
});

it("lets any number of requests listen to it without a warning", async () => {
  const warnings: Error[] = [];
  const note = (warning: Error) => void warnings.push(warning);
  process.on("warning", note);
  onTestFinished(() => void process.off("warning", note));
  const signal = anySignal(new AbortController().signal);
  for (let request = 0; request < 100; request++) signal.addEventListener("abort", () => {});
  await sleep(10);
  expect(warnings).toEqual([]);
});
