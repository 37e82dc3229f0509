import { describe, expect, it } from "vitest";
import { LocatedDocument } from "../../yaml-file";

const parse = (text: string) => LocatedDocument.parse("a.yaml", text);

describe("a merge key", () => {
  const text = `base: &base { a: 1, b: 2 }
more: &more { b: 3, c: 4 }
one: { <<: *base, b: 5 }
two:
  <<: [*base, *more, { d: 6 }]
chain: { <<: { <<: *more } }
`;

  it("adds the entries of a mapping that are not written beside it", () => {
    expect(parse(text).value).toMatchObject({ one: { a: 1, b: 5 } });
  });

  it("takes a list, of which the first mapping with a key counts", () => {
    expect(parse(text).value).toMatchObject({ two: { a: 1, b: 2, c: 4, d: 6 } });
  });

  it("leads to where a merged value was written", () => {
    const document = parse(text);
    expect(document.locate(["one", "a"])).toEqual({ line: 1, column: 18 });
    expect(document.locate(["one", "b"])).toEqual({ line: 3, column: 22 });
    expect(document.locate(["two", "b"])).toEqual({ line: 1, column: 24 });
    expect(document.locate(["two", "d"])).toEqual({ line: 5, column: 27 });
    expect(document.locate(["chain", "c"])).toEqual({ line: 2, column: 24 });
  });

  it("tells a merged path from one that is not there", () => {
    const document = parse(text);
    expect(document.has(["chain", "b"])).toBe(true);
    expect(document.has(["chain", "a"])).toBe(false);
  });

  it("is a key like any other in quotes", () => {
    expect(parse('"<<": { a: 1 }').value).toEqual({ "<<": { a: 1 } });
  });

  it.each(["a: { <<: 7 }", "a: { <<: [{ b: 1 }, 7] }", "b: &b 7\na: { <<: *b }"])(
    "is refused in %j",
    (wrong) => {
      expect(() => parse(wrong)).toThrow(
        /^a.yaml:\d:6 << must be followed by a mapping, or by an alias of one such as \*base/,
      );
    },
  );
});
