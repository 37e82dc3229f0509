import { describe, expect, it } from "vitest";
import { printable } from "../../../migrations/report/printable";

describe("printable", () => {
  it.each([
    ["\u001b[31mred", "\\u001b[31mred"],
    ["\u009b31mred", "\\u009b31mred"],
    ["bell\u0007, delete\u007f", "bell\\u0007, delete\\u007f"],
    ["photo\u202egnp.exe", "photo\\u202egnp.exe"],
    ["\u2066isolated\u2069", "\\u2066isolated\\u2069"],
    ["\u200emark\u200f\u061c", "\\u200emark\\u200f\\u061c"],
    ["line\u2028separator\u2029", "line\\u2028separator\\u2029"],
    ["over\rwritten", "over\\u000dwritten"],
  ])("shows what would do something: %j", (text, shown) => {
    expect(printable(text)).toBe(shown);
  });

  it("leaves text, tabs and lines as they are", () => {
    const text = "Grüße\t日本 👍🏽\nשלום";
    expect(printable(text)).toBe(text);
  });

  it("keeps the meaning of JSON", () => {
    const value = { "a\u009b": "\u202eb\u2028\u007f\u001b" };
    expect(JSON.parse(printable(JSON.stringify(value)))).toEqual(value);
  });
});
