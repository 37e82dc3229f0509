import { describe, expect, it } from "vitest";
import { writeRate } from "../../../../migrations/cli/wiring/write-rate";

const aws = { place: "us-east-1", region: "us-east-1" };
const fixed = { billing: { mode: "provisioned", read: 5, write: 20 } } as const;
const autoscaled = { billing: { mode: "provisioned", read: 5, write: 20, maxWrite: 100 } } as const;
const limited = { billing: { mode: "on-demand", maxWrite: 500 } } as const;
const onDemand = { billing: { mode: "on-demand" } } as const;

describe("writeRate", () => {
  it("is what was asked, whatever the table has", () => {
    expect(writeRate(autoscaled, 7, aws)).toBe(7);
  });

  it.each([
    ["a provisioned table's capacity", fixed, 20],
    ["an autoscaled table's maximum", autoscaled, 100],
    ["the limit of an on-demand table's requests", limited, 500],
    ["nothing for an on-demand table without one", onDemand, undefined],
  ])("is %s where nothing was asked", (_what, table, expected) => {
    expect(writeRate(table, undefined, aws)).toBe(expected);
  });

  it("is nothing at an endpoint, which has no capacity to spare", () => {
    const local = { place: "http://127.0.0.1:8000", region: "us-east-1" };
    expect(writeRate(fixed, undefined, local)).toBeUndefined();
    expect(writeRate(fixed, 5, local)).toBe(5);
  });
});
