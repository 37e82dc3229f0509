import type { Violation } from "../../../../constructs";
import {
  dashboardViolations,
  emailViolations,
  serviceAlarmNameViolations,
  thresholdViolations,
} from "../../../../constructs/internal";
import type { Problem } from "../../../../yaml-file";
import { mapEntries } from "../../../map-entries";
import { serviceName, stackName } from "../../../names";
import { isStrong, tableProps } from "../tables/props";
import type { TablesConfig } from "../../tables-schema";
import { problemsAt } from "../../violation-problems";

export function alarmProblems(config: TablesConfig): Problem[] {
  const { alarms = {} } = config;
  return [
    ...problemsAt(["alarms"], emailViolations(["emails"], alarms.emails)),
    ...problemsAt(["alarms"], thresholdViolations(alarms)),
    ...(config.alarms === undefined ? [] : alarmNameProblems(config)),
    ...(config.dashboard === true ? problemsAt([], dashboardProblems(config)) : []),
  ];
}

/** All regions have the same alarms but for the other's latency. */
function alarmNameProblems(config: TablesConfig): Problem[] {
  const { primary, replicas } = config.regions;
  const tables = mapEntries(config.tables, (table, id) => tableProps(config, id, table));
  const otherRegions = isStrong(config) ? [] : replicas.filter((region) => region !== primary);
  const props = { ...config.alarms, name: serviceName(config), tables, otherRegions };
  return serviceAlarmNameViolations(props).map(({ path, message }) =>
    path[0] === "name" ? { path: ["alarms"], at: "key", message } : { path, at: "key", message },
  );
}

function dashboardProblems(config: TablesConfig): Violation[] {
  const { primary: region, replicas: otherRegions } = config.regions;
  const tables = Object.entries(config.tables).map(([id, table]) => tableProps(config, id, table));
  const violations = dashboardViolations({ name: stackName(config, region), region, tables, otherRegions });
  return violations.map((violation) => ({ ...violation, path: ["dashboard"] }));
}
