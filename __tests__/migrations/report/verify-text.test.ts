import { describe, expect, it } from "vitest";
import { UnreachableError } from "../../../migrations/errors";
import { verifyText } from "../../../migrations/report/verify-text";
import type { Difference } from "../../../migrations/verify/difference";
import { sampleVerification } from "./sample-results";

const missing: Difference = { kind: "missing", table: "forum-users", key: { id: "a" } };
const changed: Difference = { ...missing, kind: "changed", attributes: ["mail", "name"] };

describe("a verification", () => {
  it("says that every item arrived", () => {
    expect(verifyText([sampleVerification(), sampleVerification({ table: "t" })], [], "list")).toEqual([
      "Every item arrived: 3,980 items the same on both sides, none missing, none extra",
      "  table        expected  found  missing  extra  changed",
      "  forum-users     1,990  1,990        0      0        0",
      "  t               1,990  1,990        0      0        0",
    ]);
  });

  it("names the items that differ, with their attributes, and where the others are", () => {
    const lines = verifyText([sampleVerification({ missing: 1, changed: 3 })], [missing, changed], "d.jsonl");
    expect(lines[0]).toBe("4 differences between the source and the tables");
    expect(lines.slice(3)).toEqual([
      'missing: forum-users {"id":"a"}',
      'changed: forum-users {"id":"a"} in mail, name',
      "and 2 more differences; all of them: d.jsonl",
    ]);
  });

  it("says that it could not be completed, and why", () => {
    const failure = new UnreachableError("table-unreadable", "no permission");
    const lines = verifyText([sampleVerification({ failure, missing: 1 })], [missing], "list");
    expect([lines[0], lines.at(-1)]).toEqual([
      "Verification could not be completed",
      "forum-users: no permission",
    ]);
  });

  it("says which rows cannot be items, and that extra items were not looked for", () => {
    const table = sampleVerification({ rejectedBy: { "empty-key": 2, oversize: 1 }, extrasJudged: false });
    expect(verifyText([table], [], "list").slice(3)).toEqual([
      "forum-users: rows that cannot be items: 2 empty-key, 1 oversize",
      "forum-users: extra items were not looked for, since other entities go there too",
    ]);
  });
});
