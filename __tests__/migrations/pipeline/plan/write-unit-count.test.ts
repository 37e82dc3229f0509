import { expect, it } from "vitest";
import { WriteUnitCount } from "../../../../migrations/pipeline/plan/write-unit-count";
import type { TargetTable } from "../../../../migrations/items/target-table";
import { smallTable } from "../../targets/sample-output";

it("a hot key of an index with several partition keys is the values of all of them", () => {
  const index: TargetTable["indexes"][number] = {
    ...{ name: "ByRegion", kind: "global", projection: "ALL" },
    partitionKey: { name: "tenant", type: "S" },
    partitionKeys: [
      { name: "tenant", type: "S" },
      { name: "region", type: "S" },
    ],
    sortKeys: [],
  };
  const table = { ...smallTable, indexes: [index], replicaRegions: [] } as TargetTable;
  const counted = new WriteUnitCount(table, ["postId"]);
  for (let n = 0; n < 1001; n++)
    counted.add({ postId: { S: `p-${n}` }, tenant: { S: "t" }, region: { S: "eu" } }, 100);
  expect(counted.hotKeys).toEqual([
    { index: "ByRegion", key: '{"tenant":"t","region":"eu"}', units: 1001, share: 1 },
  ]);
});
