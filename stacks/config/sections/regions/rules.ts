import {
  arnPartitionViolations,
  regionViolations,
  replicaRegionViolations,
  samePartitionViolations,
} from "../../../../constructs/internal";
import type { Path, Problem } from "../../../../yaml-file";
import type { TablesConfig } from "../../tables-schema";
import { problemsAt } from "../../violation-problems";

export function regionProblems(config: TablesConfig): Problem[] {
  const { primary, replicas } = config.regions;
  return [
    ...problemsAt([], regionViolations(["regions", "primary"], primary)),
    ...problemsAt([], replicaRegionViolations(["regions", "replicas"], replicas, primary)),
    ...partitionProblems(config),
  ];
}

/** Regions and ARNs of another partition of AWS than the primary region's. */
function partitionProblems(config: TablesConfig): Problem[] {
  const { primary } = config.regions;
  const witness = samePartitionViolations(["replication", "witness"], config.replication?.witness, primary);
  const copies = samePartitionViolations(["backup", "copyTo"], config.backup?.copyTo, primary);
  const arns = textsOf(config).flatMap(({ path, text }) => arnPartitionViolations(path, text, primary));
  return problemsAt([], [...witness, ...copies, ...arns]);
}

interface Text {
  readonly path: Path;
  readonly text: string;
}

/** Every text of a value. */
function textsOf(value: unknown, path: Path = []): Text[] {
  if (typeof value === "string") return [{ path, text: value }];
  if (Array.isArray(value)) return value.flatMap((inner, index) => textsOf(inner, [...path, index]));
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => textsOf(inner, [...path, key]));
}
