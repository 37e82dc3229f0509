import type { EntityPlan } from "../pipeline/plan";
import { prices } from "../pipeline/prices";
import { byteSize, count, counted, dollars, duration } from "./quantity";
import { textTable } from "./text-table";

/** A plan for people. */
export function planText(plans: readonly EntityPlan[]): string[] {
  const rows = plans.map((plan) => [
    plan.entity,
    ...[plan.tally.rows, plan.tally.written, plan.tally.skipped, plan.tally.rejected].map(count),
    byteSize(plan.bytes),
    byteSize(plan.largestItemBytes),
    count(plan.writeUnits),
    plan.table,
  ]);
  return [
    "Plan; nothing was written",
    ...textTable(
      ["entity", "rows", "items", "left out", "rejected", "size", "largest", "write units", "table"],
      rows,
    ),
    ...plans.flatMap(indexLine),
    ...plans.flatMap(rejectLines),
    ...totals(plans),
    ...plans.flatMap((plan) =>
      plan.failure ? [`${plan.entity} could not be read to the end: ${plan.failure.message}`] : [],
    ),
  ];
}

function indexLine(plan: EntityPlan): string[] {
  const indexes = Object.entries(plan.indexWriteUnits);
  if (indexes.length === 0) return [];
  return [
    `${plan.entity}: write units in indexes: ${indexes.map(([name, units]) => `${name} ${count(units)}`).join(", ")}`,
  ];
}

function rejectLines(plan: EntityPlan): string[] {
  const more = plan.tally.rejected - plan.rejects.length;
  return [
    ...plan.rejects.map(({ row, code, message }) => `${plan.entity} row ${count(row)}: ${code}: ${message}`),
    ...(more > 0
      ? [
          `${plan.entity}: and ${counted(more, plan.tally.rows === plan.tally.read ? "more rejected row" : "more reject")}`,
        ]
      : []),
  ];
}

function totals(plans: readonly EntityPlan[]): string[] {
  const total = (figure: (plan: EntityPlan) => number): number =>
    plans.reduce((sum, plan) => sum + figure(plan), 0);
  return [
    `Time at the tables' initial capacity: about ${duration(total((plan) => plan.seconds))}`,
    `Cost in all regions (on demand, us-east-1 list prices of ${prices.asOf}): ${dollars(total((plan) => plan.writeCost))} to write, ` +
      `${dollars(total((plan) => plan.storageCostPerMonth))} a month to keep`,
  ];
}
