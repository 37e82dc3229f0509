import { describe, expect, it } from "vitest";
import { parseKey } from "../../../../migrations/cli/options/parse-key";

describe("parseKey", () => {
  it.each([
    ["id", [{ name: "id", type: "S" }]],
    ["id:B", [{ name: "id", type: "B" }]],
    [
      "id,at:N",
      [
        { name: "id", type: "S" },
        { name: "at", type: "N" },
      ],
    ],
  ])("reads %s", (text, key) => {
    expect(parseKey(text)).toEqual(key);
  });

  it.each(["", "id:X", "a,b,c", "id,id", "id,", ":N"])("refuses %j", (text) => {
    expect(() => parseKey(text)).toThrow(
      `--key must be one or two attributes such as id or id,at:N, got "${text}"`,
    );
  });
});
