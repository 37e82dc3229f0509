import { autoscalingViolations } from "../autoscaling/autoscaling-rules";
import { isKnown } from "../rules/known-value";
import { type Violation, violationIf } from "../rules/violation";
import type { Billing, OnDemandLimits } from "./billing";
import type { Capacity } from "./capacity";
import type { DynamoTableProps } from "./dynamo-table-props";
import type { GlobalIndex } from "./secondary-index";

type Billed = Pick<DynamoTableProps, "billing" | "indexes" | "replicaRegions" | "consistency">;

/** The rules of capacity and limits, over the table and its global indexes. */
export function billingViolations({ billing, indexes, replicaRegions, consistency }: Billed): Violation[] {
  const mode = billing?.mode ?? "on-demand";
  return [
    ...(billing ? tableViolations(billing) : []),
    ...Object.entries(indexes ?? {}).flatMap(([name, index]) =>
      indexViolations(mode, ["indexes", name], index),
    ),
    ...(consistency !== "strong" && isKnown(replicaRegions) && replicaRegions.length > 0
      ? fixedWriteViolations(billing, indexes)
      : []),
  ];
}

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/V2globaltables_reqs_bestpractices.html */
function fixedWriteViolations(billing: Billed["billing"], indexes: Billed["indexes"] = {}): Violation[] {
  if (billing?.mode !== "provisioned") return [];
  const fixed = [
    { path: ["billing", "write"], capacity: billing.write },
    ...Object.entries(indexes).map(([name, index]) => ({
      path: ["indexes", name, "write"],
      capacity: index.write ?? billing.write,
    })),
  ].find(({ capacity }) => capacity.kind === "fixed");
  return violationIf(
    fixed !== undefined,
    "autoscaled-replicas",
    fixed?.path ?? [],
    "a provisioned table must autoscale its writes and those of its indexes before it can have replicas; autoscale them, make the table on-demand, or drop the replicas",
  );
}

function tableViolations(billing: Billing): Violation[] {
  return billing.mode === "on-demand"
    ? limitViolations(["billing"], billing)
    : [
        ...capacityViolations(["billing", "read"], billing.read),
        ...capacityViolations(["billing", "write"], billing.write),
      ];
}

/** Settings that an index cannot have, by the billing mode of its table. */
const ofOtherMode = {
  "on-demand": {
    keys: ["read", "write"],
    message: "an index of an on-demand table takes no capacity; remove it, or make the table provisioned",
  },
  provisioned: {
    keys: ["maxRead", "maxWrite"],
    message:
      "an index of a provisioned table takes no limit on requests; remove it, or make the table on-demand",
  },
} as const;

function indexViolations(mode: Billing["mode"], path: readonly string[], index: GlobalIndex): Violation[] {
  const foreign = ofOtherMode[mode];
  return [
    ...limitViolations(path, index),
    ...capacityViolations([...path, "read"], index.read),
    ...capacityViolations([...path, "write"], index.write),
    ...foreign.keys.flatMap((key) =>
      violationIf(index[key] !== undefined, "index-capacity", [...path, key], foreign.message),
    ),
  ];
}

function capacityViolations(path: readonly string[], capacity: Capacity | undefined): Violation[] {
  if (!isKnown(capacity)) return [];
  if (capacity.kind === "autoscaled") return autoscalingViolations(path, capacity);
  return violationIf(
    !isCount(capacity.units),
    "capacity-units",
    path,
    `capacity must be a whole number of at least 1, got ${capacity.units}`,
  );
}

function limitViolations(path: readonly string[], limits: OnDemandLimits): Violation[] {
  return (["maxRead", "maxWrite"] as const).flatMap((key) =>
    violationIf(
      limits[key] !== undefined && limits[key] !== -1 && !isCount(limits[key]),
      "on-demand-limit",
      [...path, key],
      `a limit must be a whole number of at least 1, or -1 to lift one, got ${limits[key]}`,
    ),
  );
}

function isCount(units: number): boolean {
  return !isKnown(units) || (Number.isInteger(units) && units >= 1);
}
