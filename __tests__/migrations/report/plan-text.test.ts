import { describe, expect, it } from "vitest";
import { UnreachableError } from "../../../migrations/errors";
import { planText } from "../../../migrations/report/plan-text";
import { samplePlan } from "./sample-results";

describe("a plan", () => {
  it("is a table, the indexes' write units, the first rejects, time and cost", () => {
    expect(planText([samplePlan()])).toEqual([
      "Plan; nothing was written",
      "  entity   rows  items  left out  rejected    size  largest  write units  table",
      "  user    2,000  1,990         8         2  3.0 MB   2.0 KB        1,990  forum-users",
      "user: write units in indexes: ByMail 1,500",
      "user row 1,234: empty-key: id is empty",
      "user: and 1 more rejected row",
      "Time at the tables' initial capacity: about 0.5 s",
      expect.stringMatching(
        /^Cost in all regions \(on demand, us-east-1 list prices of \d{4}-\d{2}\): less than \$0\.01 to write, \$0\.02 a month to keep$/,
      ),
    ]);
  });

  it("adds up time and cost over entities", () => {
    const lines = planText([samplePlan(), samplePlan({ seconds: 100, writeCost: 1 })]);
    expect(lines.at(-2)).toBe("Time at the tables' initial capacity: about 1 min 41 s");
    expect(lines.at(-1)).toContain("$1.00 to write, $0.04 a month to keep");
  });

  it("says nothing of indexes where there are none", () => {
    expect(planText([samplePlan({ indexWriteUnits: {} })]).join("\n")).not.toContain("indexes");
  });

  it("says that a source could not be read to its end", () => {
    const failure = new UnreachableError("source-not-json", "users.json is not valid JSON");
    expect(planText([samplePlan({ failure })]).at(-1)).toBe(
      "user could not be read to the end: users.json is not valid JSON",
    );
  });
});
