import type { TerraformStack } from "cdktf";
import { type CutoverControl, ServiceAlarms, ServiceDashboard } from "../constructs";
import { withReads } from "../constructs/internal";
import { alarmTopics } from "./alarm-topics";
import { replicaSettings } from "./config/sections/tables/replica-settings";
import { isStrong, tableProps } from "./config/sections/tables/props";
import type { TablesConfig } from "./config/tables-schema";
import { mapEntries } from "./map-entries";
import { serviceName, stackName } from "./names";

/**
 * Adds the alarms and the dashboard of the tables in a stack's region, if they are configured.
 *
 * @param cutover the cutover whose alarms and graphs the dashboard shows, too
 */
export function addMonitoring(
  stack: TerraformStack,
  config: TablesConfig,
  region: string,
  cutover?: CutoverControl,
): void {
  const alarms = addAlarms(stack, config, region);
  if (config.dashboard !== true) return;
  new ServiceDashboard(stack, "dashboard", {
    name: stackName(config, region),
    region,
    tables: Object.values(tablesOf(config, region)),
    otherRegions: replicatesTo(config, region),
    alarmArns: [...(alarms?.composite ? [alarms.composite] : []), ...(cutover?.alarms ?? [])].map(
      ({ arn }) => arn,
    ),
    graphs: cutover?.graphs(),
  });
}

function addAlarms(stack: TerraformStack, config: TablesConfig, region: string): ServiceAlarms | undefined {
  if (config.alarms === undefined) return undefined;
  return new ServiceAlarms(stack, "alarms", {
    ...config.alarms,
    name: serviceName(config),
    tables: tablesOf(config, region),
    otherRegions: replicatesTo(config, region),
    topicArns: alarmTopics(stack, config, region),
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
