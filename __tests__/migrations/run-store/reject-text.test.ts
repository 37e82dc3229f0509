import { describe, expect, it } from "vitest";
import { rejectText } from "../../../migrations/run-store/reject-text";

const textOf = (value: number) => rejectText({ entity: "e", row: 1, code: "c", message: "m", value });

describe("rejectText", () => {
  it.each([
    [Infinity, '"Infinity"'],
    [-Infinity, '"-Infinity"'],
    [NaN, '"NaN"'],
    [-0.5, "-0.5"],
  ])("writes %s as %s", (value, text) => {
    expect(textOf(value)).toBe(`{"entity":"e","row":1,"code":"c","message":"m","value":${text}}\n`);
  });
});
