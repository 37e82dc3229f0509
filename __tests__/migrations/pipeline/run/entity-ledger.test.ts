import { expect, it } from "vitest";
import { EntityLedger } from "../../../../migrations/pipeline/run/entity-ledger";
import { RunItem } from "../../../../migrations/pipeline/run/run-item";
import type { ReadItem } from "../../../../migrations/pipeline/read/read-stream";
import { KeptStore } from "../kept-store";

const itemOf = (row: number): ReadItem => ({
  ...{ kind: "item", item: { id: { N: String(row) } }, bytes: 4 },
  ...{ key: `[N${row}]`, digest: `key${row}` },
});

const rowItem = (row: number): RunItem =>
  new RunItem(
    { number: row, value: { id: row }, outcomes: [itemOf(row)] },
    0,
    { entity: "user" },
    { keyNames: ["id"], unitsOf: () => 1 },
  );

function resumed(believedRows?: number): EntityLedger {
  const acknowledged = [1, 2].map((row) => ({
    ...{ entity: "user", row, item: 1, key: `key${row}`, ending: "written" },
  }));
  const ledger = new EntityLedger("user", new KeptStore({ rejects: [], acknowledged }), believedRows);
  for (let row = 1; row <= 2; row++) ledger.begin({ outcomes: [{ kind: "left-out" }] });
  return ledger;
}

it("recalls what was acknowledged before a kill", () => {
  const ledger = resumed();
  expect([ledger.recall(rowItem(1)), ledger.recall(rowItem(2))]).toEqual([true, true]);
});

it("recalls nothing of rows after the last one whose content is known to be the same", () => {
  const ledger = resumed(1);
  expect([ledger.recall(rowItem(1)), ledger.recall(rowItem(2))]).toEqual([true, false]);
});
