import { replicaViolations } from "../../../../constructs/internal";
import { nearMiss, type Path, type Problem } from "../../../../yaml-file";
import { replicaSettings } from "./replica-settings";
import { isStrong, tableProps } from "./props";
import type { TableConfig, TablesConfig } from "../../tables-schema";
import { problemsAt } from "../../violation-problems";

/** The problems of the settings of a table's single replicas. */
export function replicaProblems(config: TablesConfig, id: string, table: TableConfig): Problem[] {
  const place = ["tables", id, "replicas"];
  return Object.keys(table.replicas ?? {}).flatMap((region) => {
    if (!config.regions.replicas.includes(region)) {
      return [noReplica([...place, region], region, config.regions.replicas)];
    }
    if (isStrong(config.replication)) return [ofStrongTable([...place, region])];
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

/** The problem of a region without replicas. */
export function noReplica(path: Path, region: string, known: readonly string[]): Problem {
  const all = known.length === 0 ? "; the file has none" : `; the file has ${known.join(", ")}`;
  const message = `must be a region with replicas${nearMiss(region, known) || all}`;
  return { path, at: "key", message };
}

function ofStrongTable(path: Path): Problem {
  const message = "a replica of a strongly consistent table has the settings of its table; remove these";
  return { path, at: "key", message };
}
