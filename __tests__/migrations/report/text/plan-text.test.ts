import { describe, expect, it } from "vitest";
import { UnreachableError } from "../../../../migrations/errors";
import { planWorkers } from "../../../../migrations/pipeline/plan/workers-plan";
import { listPrices } from "../../../../migrations/pipeline/plan/prices";
import { planText } from "../../../../migrations/report/text/plan-text";
import { samplePlan } from "../sample-results";

describe("a plan", () => {
  it("is a table, the indexes' write units, the first rejects, time and cost", () => {
    expect(planText([samplePlan()])).toEqual([
      "Plan; nothing was written",
      "  entity   rows  items  excluded  rejected    size  largest  write units  table",
      "  user    2,000  1,990         8         2  3.0 MB   2.0 KB        1,990  forum-users",
      "user: write units in indexes: ByMail 1,500",
      "user row 1,234: empty-key: id is empty",
      "user: and 1 more rejected row",
      "Time at the tables' initial capacity: about 0.5 s",
      "Reads before the writes: 1,990 read units if the tables are empty",
      expect.stringMatching(
        /^Cost in all regions \(us-east-1 list prices of \d{4}-\d{2}\): less than \$0\.01 to write, less than \$0\.01 to read before, \$0\.02 a month to keep$/,
      ),
    ]);
  });

  it("adds up time and cost over entities", () => {
    const lines = planText([samplePlan(), samplePlan({ seconds: 100, writeCost: 1 })]);
    expect(lines.at(-3)).toBe("Time at the tables' initial capacity: about 1 min 41 s");
    expect(lines.at(-1)).toContain("$1.00 to write, less than $0.01 to read before, $0.04 a month to keep");
  });

  it("names hot keys, and how long one partition takes for each", () => {
    const hotKeys = [
      { index: null, key: '{"threadId":"t1"}', units: 30_000, share: 0.25 },
      { index: "ByMail", key: '{"mail":"m"}', units: 2000, share: 0.011 },
    ];
    expect(planText([samplePlan({ hotKeys })]).slice(4, 6)).toEqual([
      'user: hot key: {"threadId":"t1"} takes 30,000 write units, 25 % of them; at 1,000 per second for one key, that takes 30 s',
      'user: hot key in ByMail: {"mail":"m"} takes 2,000 write units, 1 % of them; at 1,000 per second for one key, that takes 2.0 s',
    ]);
  });

  it("says which rate and which prices it assumes", () => {
    const prices = { ...listPrices, asOf: null };
    const lines = planText([samplePlan()], { rate: 1500, prices });
    expect(lines.at(-3)).toBe("Time at 1,500 write units per second: about 0.5 s");
    expect(lines.at(-1)).toContain("Cost in all regions (the prices given):");
  });

  const shop = { entities: ["user", "user", "post"], seconds: 7200, perWorkerHour: 0.05 };

  it("says which shards workers on several machines have, and what those cost", () => {
    const workers = planWorkers({ ...shop, workers: 3, sharedEntities: ["user", "post"] });
    expect(workers).toMatchObject({ sharedShards: { user: 1, post: 1 }, cost: 2 * 2 * 0.05 });
    expect(planText([samplePlan()], { workers }).slice(-3)).toEqual([
      "Shards for 3 workers: user 2, post 1",
      "Shards on several machines, without --split-tables: user 1, post 1",
      "Cost of the workers on AWS Batch, with 1 vCPU and 2 GB each: $0.20; on this machine none",
    ]);
  });

  it("says how the rows are divided among workers, and which of them have nothing to do", () => {
    const workers = planWorkers({ ...shop, workers: 5 });
    expect(workers).toEqual({ workers: 5, shards: { user: 2, post: 1 }, cost: 3 * 2 * 0.05 });
    expect(planText([samplePlan()], { workers }).slice(-3)).toEqual([
      "Shards for 5 workers: user 2, post 1",
      "2 workers would have nothing to do: use fewer",
      "Cost of the workers on AWS Batch, with 1 vCPU and 2 GB each: $0.30; on this machine none",
    ]);
    const enough = planWorkers({ ...shop, workers: 2 });
    expect(enough.cost).toBe(2 * 2 * 0.05);
    expect(planText([samplePlan()], { workers: enough }).join("\n")).not.toContain("nothing to do");
  });

  it("says what the tables will not keep", () => {
    expect(planText([samplePlan({ expired: 3 })])[4]).toBe(
      "user: the time to live of 3 items has passed already; forum-users will not keep them",
    );
  });

  it("says what is done to items that would be too large", () => {
    const oversize = { compressed: 12, offloaded: 1, objects: 2, objectBytes: 900_000 };
    expect(planText([samplePlan({ oversize })]).slice(4, 6)).toEqual([
      "user: 12 items compressed to fit",
      "user: 1 item with attributes in S3: 2 objects, 878.9 KB",
    ]);
  });

  it("says nothing of indexes where there are none", () => {
    expect(planText([samplePlan({ indexWriteUnits: {} })]).join("\n")).not.toContain("indexes");
  });

  it("is only the reason if a source cannot be read", () => {
    const failure = new UnreachableError("source-not-json", "users.json is not valid JSON");
    expect(planText([samplePlan({ failure })])).toEqual(["user: users.json is not valid JSON"]);
  });

  it("has no totals if one of several sources cannot be read", () => {
    const failure = new UnreachableError("source-not-json", "users.json is not valid JSON");
    const lines = planText([samplePlan({ entity: "post" }), samplePlan({ failure })]);
    expect(lines.slice(2, 3)).toEqual([expect.stringMatching(/^ {2}post /)]);
    expect(lines.at(-1)).toBe("user: users.json is not valid JSON");
    expect(lines.join("\n")).not.toMatch(/Time at|Cost in/);
  });

  it("begins with the tables", () => {
    const table = { table: "forum-users", state: "ACTIVE", isEmpty: true, items: 0, problems: [] };
    const tables = [
      { ...table, pointInTimeRecovery: true, notes: [] },
      { ...table, isEmpty: false, items: 1200, pointInTimeRecovery: undefined, notes: ["forum-users: note"] },
    ];
    expect(planText([samplePlan()], { tables }).slice(0, 7)).toEqual([
      "Tables",
      "  table        state   items        point-in-time recovery",
      "  forum-users  ACTIVE  0            on",
      "  forum-users  ACTIVE  about 1,200  unknown",
      "forum-users: the table is not empty; run it with --on-conflict overwrite, skip or fail",
      "forum-users: note",
      "Plan; nothing was written",
    ]);
  });
});
