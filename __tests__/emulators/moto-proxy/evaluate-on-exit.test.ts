import { expect, it } from "vitest";
import { isRetried } from "./evaluate-on-exit";

const evaluateOnExit = [
  { onExitCode: "75", action: "RETRY" },
  { onExitCode: "2", action: "EXIT" },
  { onExitCode: "13*", onReason: "Out*", action: "exit" },
];
const exit = (exitCode: number, reason = "") => ({ exitCode, reason, statusReason: "" });

it.each([
  ["the code of a retry", exit(75), true],
  ["the code of an exit", exit(2), false],
  ["all patterns of an exit", exit(137, "OutOfMemoryError"), false],
  ["one pattern of an exit, but not the other", exit(137, "killed"), true],
  ["no condition", exit(1), true],
])("an attempt that matches %s is decided by it", (_, ended, retried) => {
  expect(isRetried({ evaluateOnExit }, ended)).toBe(retried);
});

it("an attempt is repeated without conditions", () => {
  expect(isRetried({}, exit(1))).toBe(true);
});
