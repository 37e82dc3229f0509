import { dashboardViolations } from "../../../../constructs/internal";
import type { Problem } from "../../../../yaml-file";
import { stackName } from "../../../names";
import type { TablesConfig } from "../../tables-schema";
import { problemsAt } from "../../violation-problems";
import { cutoverGraphsOf } from "../cutover/props";
import { tableProps } from "../tables/props";

export function dashboardProblems(config: TablesConfig): Problem[] {
  if (config.dashboard !== true) return [];
  const { primary: region, replicas: otherRegions } = config.regions;
  const tables = Object.entries(config.tables).map(([id, table]) => tableProps(config, id, table));
  const graphs = cutoverGraphsOf(config);
  const violations = dashboardViolations({
    name: stackName(config, region),
    ...{ region, tables, otherRegions, graphs },
  });
  return problemsAt(
    [],
    violations.map((violation) => ({ ...violation, path: ["dashboard"] })),
  );
}
