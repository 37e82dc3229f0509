import { expect, it } from "vitest";
import { EntityLedger, type Part } from "../../../../migrations/pipeline/run/entity-ledger";
import { KeptStore } from "../kept-store";

const part = (row: number): Part => ({ row, item: 1, isOneOfSeveral: false, value: { id: row } });

function resumed(believedRows?: number): EntityLedger {
  const acknowledged = [1, 2].map((row) => ({
    ...{ entity: "user", row, item: 1, key: `key${row}`, ending: "written" },
  }));
  const ledger = new EntityLedger("user", new KeptStore({ rejects: [], acknowledged }), believedRows);
  for (const number of [1, 2]) ledger.begin({ number, value: {}, outcomes: [{ kind: "left-out" }] });
  return ledger;
}

it("recalls what was acknowledged before a kill", () => {
  const ledger = resumed();
  expect([ledger.recall(part(1), "key1"), ledger.recall(part(2), "key2")]).toEqual([true, true]);
});

it("recalls nothing of rows after the last one whose content is known to be the same", () => {
  const ledger = resumed(1);
  expect([ledger.recall(part(1), "key1"), ledger.recall(part(2), "key2")]).toEqual([true, false]);
});
