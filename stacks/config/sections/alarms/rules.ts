import {
  emailViolations,
  maxAlarmTopics,
  serviceAlarmNameViolations,
  thresholdViolations,
  topicArnViolations,
  topicRegion,
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
    ...topicProblems(alarms, config.regions),
    ...(config.alarms === undefined ? [] : alarmNameProblems(config)),
  ];
}

/** A topic is notified by the alarms of its own region, beside the topic of the e-mail addresses. */
function topicProblems(
  { topicArns = [], emails = [] }: NonNullable<TablesConfig["alarms"]>,
  regions: TablesConfig["regions"],
): Problem[] {
  const path = ["alarms", "topicArns"];
  const all = [regions.primary, ...regions.replicas];
  const single = topicArnViolations(path, topicArns).filter(
    (violation) => violation.path.length > path.length,
  );
  const elsewhere = topicArns.flatMap((arn, position) => {
    const region = topicRegion(arn);
    if (region === undefined || all.includes(region)) return [];
    const message = `must be a topic in a region of the tables (${all.join(", ")}), got one in ${region}`;
    return [{ path: [...path, position], message }];
  });
  const full = all.flatMap((region) => {
    const count = topicArns.filter((arn) => topicRegion(arn) === region).length + Math.min(emails.length, 1);
    if (count <= maxAlarmTopics) return [];
    return [
      {
        path,
        message: `must be at most ${maxAlarmTopics} topics in ${region}, with the topic of emails, got ${count}`,
      },
    ];
  });
  return [...problemsAt([], single), ...elsewhere, ...full];
}

/** All regions have the same alarms, except those of replication latency. */
function alarmNameProblems(config: TablesConfig): Problem[] {
  const { primary, replicas } = config.regions;
  const tables = mapEntries(config.tables, (table, id) => tableProps(config, id, table));
  const otherRegions = isStrong(config.replication) ? [] : replicas.filter((region) => region !== primary);
  const props = { ...config.alarms, name: serviceName(config), tables, otherRegions };
  return serviceAlarmNameViolations(props).map(({ path, message }) =>
    path[0] === "name" ? { path: ["alarms"], at: "key", message } : { path, at: "key", message },
  );
}
