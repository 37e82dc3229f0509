import { expect, it } from "vitest";
import { BinlogSteps } from "../../../../../../migrations/sources/sql/mysql/binlog/binlog-steps";
import type { BinlogEvent } from "../../../../../../migrations/sources/sql/mysql/binlog/zongji-driver";

function event(type: string, nextPosition = 0): BinlogEvent {
  return { getTypeName: () => type, timestamp: 1000, nextPosition };
}

it("ends a step with a position at a commit although more events keep arriving", () => {
  const steps = new BinlogSteps({ file: "binlog.000001", offset: 4, server: "1" }, [], "shop");
  const positions: (string | undefined)[] = [];
  for (let transaction = 1; transaction <= 1000; transaction++)
    for (const one of [event("MariadbGtid"), event("Xid", transaction * 100)]) {
      steps.add(one);
      if (steps.isFull) positions.push(steps.take().position);
    }
  expect(positions).toEqual([25_000, 50_000, 75_000, 100_000].map((offset) => `binlog.000001:${offset}@1`));
});
