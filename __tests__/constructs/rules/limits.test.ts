import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { rules } from "../../../constructs";
import { numericLimits } from "../../mutations/numeric-limits";
import { limitCases } from "./limit-cases";

describe("a limit of a rule", () => {
  it.each(limitCases)("of $rule holds at $limit", ({ atLimit }) => {
    expect(atLimit).toEqual([]);
  });

  it.each(limitCases)("of $rule is broken one past $limit", ({ rule, pastLimit }) => {
    expect(pastLimit.map((one) => one.rule)).toContain(rule);
  });
});

describe("every rule with a number has a case at it and one past it", () => {
  const tested = new Set<string>(limitCases.map(({ rule }) => rule));

  it("as its sentence says the number", () => {
    const numbered = Object.entries(rules).filter(([, sentence]) => /(?<![A-Za-z.])\d/.test(sentence));
    expect(numbered.map(([rule]) => rule).filter((rule) => !tested.has(rule))).toEqual([]);
  });

  it("as its condition compares with the number", () => {
    const compared = numericLimits(join(__dirname, "..", "..", "..", "constructs")).map(({ rule }) => rule);
    const missing = compared.filter((rule) => rule !== undefined && !tested.has(rule));
    expect([...new Set(missing)]).toEqual([]);
  });
});
