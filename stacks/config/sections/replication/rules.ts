import { regionViolations, replicationViolations } from "../../../../constructs/internal";
import type { Problem } from "../../../../yaml-file";
import type { TablesConfig } from "../../tables-schema";
import { problemsAt } from "../../violation-problems";

/** The paths of the settings in the file, by the names of the props. */
const paths: ReadonlyMap<string | number, readonly string[]> = new Map([
  ["region", ["regions", "primary"]],
  ["replicaRegions", ["regions", "replicas"]],
  ["witnessRegion", ["replication", "witness"]],
]);

export function replicationProblems({
  regions,
  replication,
}: Pick<TablesConfig, "regions" | "replication">): Problem[] {
  const { consistency, witness: witnessRegion } = replication ?? {};
  const settings = { region: regions.primary, replicaRegions: regions.replicas, consistency, witnessRegion };
  const violations = replicationViolations(settings).map(({ path: [first = "", ...rest], ...violation }) => ({
    ...violation,
    path: [...(paths.get(first) ?? [first]), ...rest],
  }));
  return problemsAt([], [...violations, ...regionViolations(["replication", "witness"], witnessRegion)]);
}
