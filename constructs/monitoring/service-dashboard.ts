import { CloudwatchDashboard } from "@cdktf/provider-aws/lib/cloudwatch-dashboard";
import { Construct } from "constructs";
import { isKnown } from "../rules/known-value";
import { refuse } from "../rules/refuse";
import { noteName, usedNameViolations } from "../rules/unique-names";
import { type Violation, violationIf } from "../rules/violation";
import { referenceRegionViolations } from "../table/table-reference-rules";
import { holdTableLocation } from "../table/table-location";
import type { TableLocation, TableSettings } from "../table/table-settings";
import { graph, tableWidgets, type Widget } from "./dashboard-widget";
import { type Metric, TableMetric } from "./metric";

/** A graph of a dashboard. */
export interface DashboardGraph {
  /** The heading. */
  readonly title: string;
  /** The metrics to draw, such as `table.metricConsumedReadCapacityUnits()`. */
  readonly metrics: readonly Metric[];
}

/** The props of a {@link ServiceDashboard}. */
export interface ServiceDashboardProps {
  /** 1 to 255 characters of A-Z, a-z, 0-9, `_` and `-`; unique in the account, because dashboards are global. */
  readonly name: string;
  /** Region of the graphs. */
  readonly region: string;
  /** The props of the tables, at most 71 with replicas and 83 without. */
  readonly tables: readonly TableSettings[];
  /** Other regions of the tables. @default none */
  readonly otherRegions?: readonly string[];
  /** Additional graphs below those of the tables, two per row. @default none */
  readonly graphs?: readonly DashboardGraph[];
  /** ARNs of alarms that are shown at the top, at most 100. @default none */
  readonly alarmArns?: readonly string[];
}

/**
 * A dashboard of a service's tables in one region: capacity, throttling, latency, errors, returned items, TTL
 * deletions and replication. DynamoDB publishes no metric for the number of items and the size of a table;
 * `DescribeTable` and the console show both, updated about every 6 hours.
 *
 * @example
 * new ServiceDashboard(this, "dashboard", { name: "forum-prod-us-east-1", region: "us-east-1", tables:
 * [posts.props] });
 */
export class ServiceDashboard extends Construct {
  /** The underlying resource, for what this construct does not cover. */
  readonly resource: CloudwatchDashboard;

  /** @throws Error that lists every rule that the props break */
  constructor(scope: Construct, id: string, props: ServiceDashboardProps) {
    const usedNames = usedNameViolations(scope, "dashboard", props.name);
    refuse("ServiceDashboard", scope, id, [...dashboardViolations(props), ...usedNames]);
    super(scope, id);
    noteName(this, "dashboard", props.name);
    for (const { name, reference } of props.tables) this.holdAccount(name, reference);
    this.resource = new CloudwatchDashboard(this, "Resource", {
      dashboardName: props.name,
      dashboardBody: JSON.stringify({ widgets: widgets(props) }),
    });
  }

  /** A graph names its region, and the region of a table is checked with the other rules. */
  private holdAccount(table: string, reference: TableLocation | undefined): void {
    if (reference === undefined) return;
    holdTableLocation(this, { use: "graphs", table, location: { account: reference.account } });
  }
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html */
export function dashboardViolations(props: ServiceDashboardProps): Violation[] {
  const { name } = props;
  const count = widgets(props).length;
  return [
    ...violationIf(
      isKnown(name) && !/^[A-Za-z0-9_-]{1,255}$/.test(name),
      "dashboard-name",
      ["name"],
      `a dashboard's name must be 1 to 255 characters of A-Z, a-z, 0-9, _ and -, got "${name}"`,
    ),
    ...violationIf(
      count > 500,
      "dashboard-widgets",
      ["tables"],
      `must need at most 500 graphs, got ${count}; make a dashboard for some of the tables each`,
    ),
    ...props.tables.flatMap(({ reference }, position) =>
      referenceRegionViolations(["tables", position], reference, props.region),
    ),
  ];
}

function widgets({
  region,
  tables,
  otherRegions = [],
  alarmArns = [],
  graphs = [],
}: ServiceDashboardProps): Widget[] {
  const alarms = alarmArns.length === 0 ? [] : [alarmWidget(alarmArns)];
  const rows = otherRegions.length === 0 ? 3 : 4;
  return [
    ...alarms,
    {
      ...{ type: "metric", x: 0, y: 4, width: 24, height: 6 },
      properties: graph("Wrong requests of the account", region, [TableMetric.userErrors()]),
    },
    ...tables.flatMap((table, position) =>
      tableWidgets(table, region, otherRegions, 10 + position * rows * 6),
    ),
    ...graphs.map(({ title, metrics }, position) => ({
      ...{ type: "metric" as const, x: (position % 2) * 12, width: 12, height: 6 },
      y: 10 + (tables.length * rows + Math.floor(position / 2)) * 6,
      properties: graph(title, region, metrics),
    })),
  ];
}

function alarmWidget(alarms: readonly string[]): Widget {
  return {
    ...{ type: "alarm", x: 0, y: 0, width: 24, height: 4 },
    properties: { title: "Alarms", alarms },
  };
}
