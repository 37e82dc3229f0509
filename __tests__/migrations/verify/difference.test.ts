import { describe, expect, it } from "vitest";
import { Comparison } from "../../../migrations/verify/difference";

function comparison(): Comparison {
  const compared = new Comparison("posts", ["id", "at"]);
  compared.expect({ id: { S: "a" }, at: { N: "1" }, text: { S: "x" }, gone: { BOOL: true } });
  return compared;
}

describe("Comparison", () => {
  it("finds no difference between spellings of a number, in keys too", () => {
    const same = { id: { S: "a" }, at: { N: "1.0" }, text: { S: "x" }, gone: { BOOL: true } };
    expect([comparison().meet(same)]).toEqual([undefined]);
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
