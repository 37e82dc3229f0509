import { describe, expect, it } from "vitest";
import { LocatedDocument } from "../../yaml-file";

const parse = (text: string) => () => LocatedDocument.parse("tables.yaml", text);

describe("a file that nests deeply", () => {
  it.each([
    ["lists in brackets", (depth: number) => "[".repeat(depth) + "]".repeat(depth)],
    ["mappings in braces", (depth: number) => "{a: ".repeat(depth) + "}".repeat(depth)],
    ["lists by dashes", (depth: number) => `${"- ".repeat(depth)}x`],
  ])("is read up to 98 levels of %s, and refused with 102", (_what, make) => {
    expect(parse(make(98))).not.toThrow();
    expect(parse(make(102))).toThrow("lists and mappings must nest at most 100 levels deep");
  });

  it.each([["["], ["{a: "], ["- "], ["? "]])(
    "is refused with its place, once, for 50,000 times %j",
    (part) => {
      expect(parse(`service: forum\ntables:\n  ${part.repeat(50_000)}`)).toThrow(
        /^tables\.yaml:3:\d{1,4} lists and mappings must nest at most 100 levels deep$/,
      );
    },
  );
});

describe("aliases", () => {
  const bomb = (levels: number) =>
    Array.from({ length: levels }, (_, level) => {
      const members =
        level === 0
          ? "x, x, x, x, x, x, x, x, x"
          : Array(9)
              .fill(`*a${level - 1}`)
              .join(", ");
      return `a${level}: &a${level} [${members}]`;
    }).join("\n");

  it("of aliases are read while they are few", () => {
    expect(LocatedDocument.parse("tables.yaml", bomb(2)).value).toHaveProperty("a1.8.8", "x");
  });

  it("of aliases that expand to much are the file's fault, in one line", () => {
    expect(parse(bomb(9))).toThrow(
      /^tables\.yaml aliases \(\*name\) of values that hold aliases expand to more than 1000 values; write some of them out$/,
    );
  });
});
