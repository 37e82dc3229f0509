import {
  emailViolations,
  serviceAlarmNameViolations,
  thresholdViolations,
} from "../../../../constructs/internal";
import type { Problem } from "../../../../yaml-file";
import { mapEntries } from "../../../map-entries";
import { serviceName } from "../../../names";
import { isStrong, tableProps } from "../tables/props";
import type { TablesConfig } from "../../tables-schema";
import { problemsAt } from "../../violation-problems";

export function alarmProblems(config: TablesConfig): Problem[] {
  const { alarms = {} } = config;
  return [
    ...problemsAt(["alarms"], emailViolations(["emails"], alarms.emails)),
    ...problemsAt(["alarms"], thresholdViolations(alarms)),
    ...(config.alarms === undefined ? [] : alarmNameProblems(config)),
  ];
}

/** All regions have the same alarms, except those of replication latency. */
function alarmNameProblems(config: TablesConfig): Problem[] {
  const { primary, replicas } = config.regions;
  const tables = mapEntries(config.tables, (table, id) => tableProps(config, id, table));
  const otherRegions = isStrong(config) ? [] : replicas.filter((region) => region !== primary);
  const props = { ...config.alarms, name: serviceName(config), tables, otherRegions };
  return serviceAlarmNameViolations(props).map(({ path, message }) =>
    path[0] === "name" ? { path: ["alarms"], at: "key", message } : { path, at: "key", message },
  );
}
