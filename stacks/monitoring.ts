import type { TerraformStack } from "cdktf";
import { NotificationTopic, ServiceAlarms, ServiceDashboard } from "../constructs";
import { topicRegion, withReads } from "../constructs/internal";
import { replicaSettings } from "./config/sections/tables/replica-settings";
import { isStrong, tableProps } from "./config/sections/tables/props";
import type { TablesConfig } from "./config/tables-schema";
import { mapEntries } from "./map-entries";
import { serviceName, stackName } from "./names";

/** Adds the alarms and the dashboard of the tables in a stack's region, if they are configured. */
export function addMonitoring(stack: TerraformStack, config: TablesConfig, region: string): void {
  const alarms = addAlarms(stack, config, region);
  if (config.dashboard !== true) return;
  new ServiceDashboard(stack, "dashboard", {
    name: stackName(config, region),
    region,
    tables: Object.values(tablesOf(config, region)),
    otherRegions: replicatesTo(config, region),
    alarmArns: alarms?.composite ? [alarms.composite.arn] : undefined,
  });
}

function addAlarms(stack: TerraformStack, config: TablesConfig, region: string): ServiceAlarms | undefined {
  if (config.alarms === undefined) return undefined;
  const { emails = [], topicArns = [], ...settings } = config.alarms;
  const name = serviceName(config);
  const topics =
    emails.length === 0
      ? []
      : [new NotificationTopic(stack, "alarmTopic", { name: `${name}-alarms`, emails })];
  return new ServiceAlarms(stack, "alarms", {
    ...settings,
    name,
    tables: tablesOf(config, region),
    otherRegions: replicatesTo(config, region),
    topicArns: [...topics.map(({ arn }) => arn), ...topicArns.filter((arn) => topicRegion(arn) === region)],
  });
}

function tablesOf(config: TablesConfig, region: string) {
  return mapEntries(config.tables, (table, id) =>
    withReads(tableProps(config, id, table), replicaSettings(table, region).read),
  );
}

/** The regions with a replication latency. Strongly consistent tables have none. */
function replicatesTo(config: TablesConfig, region: string): string[] {
  if (isStrong(config.replication)) return [];
  const { primary, replicas } = config.regions;
  return [primary, ...replicas].filter((other) => other !== region);
}
