import { Capacity, type TableReplicaProps } from "../../../../constructs";
import type { TableConfig } from "../../tables-schema";

type ReplicaSettings = Pick<
  TableReplicaProps,
  "tableClass" | "read" | "insights" | "pointInTimeRecovery" | "deletionProtection" | "preventDestroy"
>;

/** The settings of a table's replica in a region that differ from the table. */
export function replicaSettings({ replicas }: TableConfig, region: string): ReplicaSettings {
  const { read, ...settings } = replicas?.[region] ?? {};
  return { ...settings, ...(read === undefined ? {} : { read: Capacity.autoscaled(read) }) };
}
