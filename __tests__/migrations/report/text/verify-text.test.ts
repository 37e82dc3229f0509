import { describe, expect, it } from "vitest";
import { UnreachableError } from "../../../../migrations/errors";
import { verifyText } from "../../../../migrations/report/text/verify-text";
import type { Difference } from "../../../../migrations/pipeline/verify/difference";
import { sampleVerification } from "../sample-results";

const missing: Difference = { kind: "missing", table: "forum-users", key: { id: "a" } };
const changed: Difference = { ...missing, kind: "changed", attributes: ["mail", "name"] };

describe("a verification", () => {
  it("says that every item arrived", () => {
    expect(verifyText([sampleVerification(), sampleVerification({ table: "t" })], [], "list")).toEqual([
      "Every item arrived: 3,980 items match, none missing, none extra",
      "  table        expected  found  missing  extra  changed",
      "  forum-users     1,990  1,990        0      0        0",
      "  t               1,990  1,990        0      0        0",
    ]);
  });

  it("says that 1 item matches", () => {
    const one = sampleVerification({ expected: 1, found: 1 });
    expect(verifyText([one], [], "list")[0]).toBe(
      "Every item arrived: 1 item matches, none missing, none extra",
    );
    expect(verifyText([{ ...one, sampled: 1 }], [], "list")[0]).toBe(
      "The sample arrived: 1 item of 1 looked up, it matches",
    );
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

  it("says in its first line that rows were rejected, and below why", () => {
    const table = sampleVerification({ rejectedBy: { "empty-key": 2, oversize: 1 } });
    const lines = verifyText([table], [], "list");
    expect(lines[0]).toBe(
      "Every item arrived; 3 rows were rejected: 1,990 items match, none missing, none extra",
    );
    expect(lines.slice(3)).toEqual(["forum-users: rejected rows: 2 empty-key, 1 oversize"]);
  });

  it("says items if a row becomes several", () => {
    const table = sampleVerification({ rejectedBy: { oversize: 1 }, rejectUnit: "item", missing: 2 });
    expect(verifyText([table], [missing], "list")[0]).toBe(
      "2 differences between the source and the tables; 1 item was rejected",
    );
  });

  it("does not count an item as matching whose time to live has passed", () => {
    expect(verifyText([sampleVerification({ found: 1989, expired: 1 })], [], "list")[0]).toContain(
      "1,989 items match",
    );
  });

  it.each([
    [
      { entities: ["user"], others: 12 },
      "only user was compared; 12 other items in the table may be of other rows, or extra",
    ],
    [{ entities: ["user"], others: 0 }, "only user was compared; the table has no other items"],
    [
      { entities: ["user"], others: 1, limit: 5 },
      "only the first 5 rows of user were compared; 1 other item in the table may be of other rows, or extra",
    ],
    [{ sampled: 3 }, "a sample starts from the source's items"],
  ])("says why extra items were not looked for: %o", (changes, reason) => {
    const lines = verifyText([sampleVerification({ ...changes, extrasJudged: false })], [], "list");
    expect(lines[0]).not.toContain("extra");
    expect(lines.at(-1)).toBe(`forum-users: extra items were not looked for: ${reason}`);
  });
});
