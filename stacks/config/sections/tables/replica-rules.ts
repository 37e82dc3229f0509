import { replicaViolations } from "../../../../constructs/internal";
import { nearMiss, type Path, type Problem } from "../../../../yaml-file";
import { replicaSettings } from "./replica-settings";
import { isStrong, tableProps } from "./props";
import type { TableConfig, TablesConfig } from "../../tables-schema";
import { problemsAt } from "../../violation-problems";

/** What is wrong with the settings that a table's replicas have of their own. */
export function replicaProblems(config: TablesConfig, id: string, table: TableConfig): Problem[] {
  const place = ["tables", id, "replicas"];
  return Object.keys(table.replicas ?? {}).flatMap((region) => {
    if (!config.regions.replicas.includes(region)) {
      return [noReplica([...place, region], region, config.regions.replicas)];
    }
    if (isStrong(config)) return [ofStrongTable([...place, region])];
    const settings = replicaSettings(table, region);
    const violations = replicaViolations({
      ...{ table: tableProps(config, id, table), primaryRegion: config.regions.primary, region },
      ...settings,
    });
    return problemsAt(
      [...place, region],
      violations.filter(({ path }) => String(path[0]) in settings),
    );
  });
}

/** A region is named that has no replicas. */
export function noReplica(path: Path, region: string, known: readonly string[]): Problem {
  const there = known.length === 0 ? "; there are none" : `; there are ${known.join(", ")}`;
  const message = `must be a region with replicas${nearMiss(region, known) || there}`;
  return { path, at: "key", message };
}

function ofStrongTable(path: Path): Problem {
  const message = "a replica of a strongly consistent table is as its table is; remove its settings";
  return { path, at: "key", message };
}
