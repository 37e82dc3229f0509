import { describe, expect, it } from "vitest";
import { byteSize, count, counted, dollars, duration } from "../../../migrations/report/quantity";

describe("quantities", () => {
  it.each([
    [count(57_000), "57,000"],
    [counted(1, "item"), "1 item"],
    [counted(2000, "item"), "2,000 items"],
    [counted(0, "item"), "0 items"],
    [byteSize(0), "0 bytes"],
    [byteSize(1023), "1023 bytes"],
    [byteSize(1536), "1.5 KB"],
    [byteSize(1024 ** 3), "1.0 GB"],
    [byteSize(5000 * 1024 ** 4), "5000.0 TB"],
    [duration(0.04), "0.0 s"],
    [duration(9.5), "9.5 s"],
    [duration(45), "45 s"],
    [duration(59.7), "1 min 0 s"],
    [duration(185), "3 min 5 s"],
    [duration(7800), "2 h 10 min"],
    [dollars(0), "$0.00"],
    [dollars(0.004), "less than $0.01"],
    [dollars(1.5), "$1.50"],
  ])("read %s", (text, expected) => {
    expect(text).toBe(expected);
  });
});
