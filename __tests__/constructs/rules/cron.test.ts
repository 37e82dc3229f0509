import { describe, expect, it } from "vitest";
import { isCron } from "../../../constructs/rules/cron";

describe("a cron expression", () => {
  it.each([
    "cron(0 3 * * ? *)",
    "cron(0/15 8-17 ? * MON-FRI *)",
    "cron(0,30 3 1,15 JAN,jul ? 2026-2030)",
    "cron(0 3 L * ? *)",
    "cron(0 3 15W * ? *)",
    "cron(0 3 ? * 6L *)",
    "cron(0 3 ? * 2#1 *)",
    "cron(*/5 */2 * * ? *)",
  ])("%s is taken", (expression) => {
    expect(isCron(expression)).toBe(true);
  });

  it.each([
    { expression: "0 3 * * ? *", because: "it is not in cron(…)" },
    { expression: "cron(0 3 * * ?)", because: "it has five fields" },
    { expression: "cron(0 3 * * * *)", because: "neither day is ?" },
    { expression: "cron(0 3 ? * ? *)", because: "both days are ?" },
    { expression: "cron(60 3 * * ? *)", because: "there is no minute 60" },
    { expression: "cron(0 24 * * ? *)", because: "there is no hour 24" },
    { expression: "cron(0 3 32 * ? *)", because: "there is no day 32" },
    { expression: "cron(0 3 ? 13 MON *)", because: "there is no month 13" },
    { expression: "cron(0 3 ? * 0 *)", because: "days of the week begin with 1" },
    { expression: "cron(0 3 ? * FRI-MON *)", because: "a range runs backwards" },
    { expression: "cron(0 3 * * ? 1969)", because: "years begin with 1970" },
    { expression: "cron(0 1-2-3 * * ? *)", because: "a range has three ends" },
    { expression: "cron(0 3/0 * * ? *)", because: "a step is 0" },
    { expression: "cron(0  3 * * ? *)", because: "there are two spaces" },
    { expression: "rate(1 day)", because: "it is a rate" },
  ])("$expression is refused, as $because", ({ expression }) => {
    expect(isCron(expression)).toBe(false);
  });
});
