import { expect, it } from "vitest";
import { processFunctions } from "../../../migrations/cli/this-process";

it("takes any number of steps at exit with one listener, and forgets those that are taken back", () => {
  const { atExit } = processFunctions();
  const before = process.listenerCount("exit");
  const taken: string[] = [];
  const step = () => void taken.push("same");
  const forget = Array.from({ length: 20 }, (_, index) => atExit(() => taken.push(String(index))));
  const forgetSame = [atExit(step), atExit(step)];
  expect(process.listenerCount("exit")).toBe(before + 1);

  forget.slice(1).forEach((one) => one());
  forgetSame[0]?.();
  process.listeners("exit").at(-1)?.call(process, 0);
  expect(taken).toEqual(["0", "same"]);

  forget[0]?.();
  forgetSame[1]?.();
  expect(process.listenerCount("exit")).toBe(before);
});
