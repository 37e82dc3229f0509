import type { Billing } from "../table/billing";
import type { Capacity } from "../table/capacity";
import type { TableSettings } from "../table/table-settings";
import type { CapacityUse } from "./metric";

/** The most units per second that a table or a global index has. */
export interface CapacityLimit {
  readonly use: CapacityUse;
  /** Absent for the table itself. */
  readonly index?: string;
  readonly units: number;
}

/** The limits of a table and its global indexes; what is on-demand and not limited has none. */
export function capacityLimits({ billing, indexes = {} }: TableSettings): CapacityLimit[] {
  if (billing === undefined) return [];
  const ofIndexes = Object.entries(indexes).flatMap(([name, index]) =>
    limits(indexBilling(billing, index), name),
  );
  return [...limits(billing), ...ofIndexes];
}

function limits(billing: Billing, index?: string): CapacityLimit[] {
  const [read, write] =
    billing.mode === "on-demand"
      ? [billing.maxRead, billing.maxWrite]
      : [most(billing.read), most(billing.write)];
  const at = index === undefined ? {} : { index };
  return [
    ...(read === undefined || read === -1 ? [] : [{ use: "Read" as const, units: read, ...at }]),
    ...(write === undefined || write === -1 ? [] : [{ use: "Write" as const, units: write, ...at }]),
  ];
}

function indexBilling(billing: Billing, index: NonNullable<TableSettings["indexes"]>[string]): Billing {
  return billing.mode === "on-demand"
    ? { mode: "on-demand", maxRead: index.maxRead, maxWrite: index.maxWrite }
    : { mode: "provisioned", read: index.read ?? billing.read, write: index.write ?? billing.write };
}

function most(capacity: Capacity): number {
  if (capacity.kind === "fixed") return capacity.units;
  return Math.max(capacity.max, ...capacity.schedule.map(({ max }) => max));
}
