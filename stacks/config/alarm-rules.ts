import { dashboardViolations, emailViolations, thresholdViolations, type Violation } from "../../constructs";
import type { Problem } from "../../yaml-file";
import { stackName } from "../names";
import { tableProps } from "./table-props";
import type { TablesConfig } from "./tables-schema";
import { problemsAt } from "./violation-problems";

export function alarmProblems(config: TablesConfig): Problem[] {
  const { alarms = {} } = config;
  return [
    ...problemsAt(["alarms"], emailViolations(["emails"], alarms.emails)),
    ...problemsAt(["alarms"], thresholdViolations(alarms)),
    ...(config.dashboard === true ? problemsAt([], dashboardProblems(config)) : []),
  ];
}

function dashboardProblems(config: TablesConfig): Violation[] {
  const { primary: region, replicas: otherRegions } = config.regions;
  const tables = Object.entries(config.tables).map(([id, table]) => tableProps(config, id, table));
  const violations = dashboardViolations({ name: stackName(config, region), region, tables, otherRegions });
  return violations.map((violation) => ({ ...violation, path: ["dashboard"] }));
}
