import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { ItemContents } from "../../../../migrations/mapping/oversize/item-contents";
import { Comparison } from "../../../../migrations/pipeline/verify/difference";

function comparison(): Comparison {
  const compared = new Comparison("posts", ["id", "at"], new ItemContents([]));
  compared.expect({ id: { S: "a" }, at: { N: "1" }, text: { S: "x" }, gone: { BOOL: true } });
  return compared;
}

describe("Comparison", () => {
  it("finds no difference between spellings of a number, in keys too", () => {
    const same = { id: { S: "a" }, at: { N: "1.0" }, text: { S: "x" }, gone: { BOOL: true } };
    expect([comparison().meet(same)]).toEqual([undefined]);
  });

  it("finds no difference between gzips of one text, and names one of another text", () => {
    const packed = (text: string, level: number) => ({
      id: { S: "a" },
      at: { N: "1" },
      html: { B: gzipSync(text, { level }) },
      "html#encoding": { S: "text+gzip" },
    });
    const meet = (text: string) => {
      const contents = new ItemContents([{ oversize: { over: 1, compress: ["html"] } }]);
      const compared = new Comparison("posts", ["id", "at"], contents);
      compared.expect(packed("x".repeat(99), 9));
      return compared.meet(packed(text, 0));
    };
    expect(meet("x".repeat(99))).toBeUndefined();
    expect(meet("x".repeat(98))).toMatchObject({ kind: "changed", attributes: ["html"] });
  });

  it("names the attributes that changed, came or went", () => {
    const item = { id: { S: "a" }, at: { N: "1" }, text: { N: "1" }, came: { S: "" } };
    expect(comparison().meet(item)).toEqual({
      kind: "changed",
      table: "posts",
      key: { id: "a", at: "1" },
      attributes: ["came", "gone", "text"],
    });
  });

  it("names an attribute that came and is called as what every object has", () => {
    const before = { id: { S: "a" }, at: { N: "1" }, text: { S: "x" }, gone: { BOOL: true } };
    expect(comparison().meet({ ...before, valueOf: { NULL: true } })).toMatchObject({
      attributes: ["valueOf"],
    });
  });

  it("calls extra what was not expected", () => {
    expect(comparison().meet({ id: { S: "b" }, at: { N: "1" } })).toEqual({
      kind: "extra",
      table: "posts",
      key: { id: "b", at: "1" },
    });
  });

  it("keeps what was expected and not met, and calls it missing", () => {
    const compared = comparison();
    expect([...compared.notMet()].map(([key, item]) => [key, compared.missing(item)])).toEqual([
      ['["Sa","N1E0"]', { kind: "missing", table: "posts", key: { id: "a", at: "1" } }],
    ]);
  });
});
