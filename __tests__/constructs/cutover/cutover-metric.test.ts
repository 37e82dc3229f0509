import { describe, expect, it } from "vitest";
import { cutoverMetric, type CutoverMetricName } from "../../../constructs";
import { cutoverMetricNames, cutoverNamespace } from "../../../constructs/cutover/cutover-metric";
import * as library from "../../../cutover/shadow/embedded-metrics";

const counts = { calls: 1, errors: 0 };
const published = JSON.parse(
  library.embeddedMetrics({
    ...{ control: "forum-cutover-control", entity: "users", at: new Date("2026-11-26T09:00:00Z") },
    window: {
      ...{ old: counts, new: counts, latencyP99: { old: 3, new: 4 } },
      ...{ compared: 1, differences: 0, dropped: 0, reads: { old: 1, new: 1 }, writes: 1 },
    },
    ...{ ledger: { size: 0, age: 0 }, isRed: false, isStale: false },
  } as unknown as library.MetricsWindow),
) as {
  readonly _aws: {
    readonly CloudWatchMetrics: readonly { readonly Namespace: string; readonly Dimensions: string[][] }[];
  };
};
const [{ Dimensions, Namespace } = { Dimensions: [], Namespace: "" }] = published._aws.CloudWatchMetrics;

describe("the metrics of a cutover", () => {
  it("have the names of the library's metrics", () => {
    expect(Object.values(cutoverMetricNames).toSorted()).toEqual(
      Object.keys(library.cutoverMetricUnits).toSorted(),
    );
  });

  it("are in the namespace of the library's metrics", () => {
    expect([cutoverNamespace, Namespace]).toEqual([library.cutoverNamespace, library.cutoverNamespace]);
  });

  it.each([[undefined], ["users"]])(
    "of the entity %s have dimensions that the library publishes",
    (entity) => {
      const names: CutoverMetricName[] = ["redGates", "ledgerAge", "staleProcesses"];
      const dimensions = names.map((name) =>
        Object.keys(cutoverMetric("forum-cutover-control", name, entity).dimensions),
      );
      expect(Dimensions).toEqual(expect.arrayContaining(dimensions));
    },
  );
});
