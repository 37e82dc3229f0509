import {
  DescribeContributorInsightsCommand,
  DescribeTableCommand,
  ListTablesCommand,
} from "@aws-sdk/client-dynamodb";
import { localClient } from "../../migrations/local/local-client";
import { signed } from "./aws-fixtures";

const regions = ["us-east-1", "us-west-2"];

/** The number of resources of each kind in both regions of the emulated AWS, by the names of the page's table. */
export async function countedInAws(endpoint: string): Promise<Record<string, number>> {
  const all = await Promise.all(regions.map((region) => countedIn(endpoint, region)));
  const total: Record<string, number> = {};
  for (const counts of all) {
    for (const [kind, count] of Object.entries(counts)) total[kind] = (total[kind] ?? 0) + count;
  }
  return total;
}

async function countedIn(endpoint: string, region: string) {
  const scaling = (operation: string, list: string) =>
    listed(endpoint, region, "application-autoscaling", `AnyScaleFrontendService.${operation}`, list);
  return {
    tables: (await tableNames(endpoint, region)).length,
    "scaling targets": (await scaling("DescribeScalableTargets", "ScalableTargets")).length,
    "scaling policies": (await scaling("DescribeScalingPolicies", "ScalingPolicies")).length,
    alarms: await alarms(endpoint, region),
    insights: await insights(endpoint, region),
    keys: await keys(endpoint, region),
  };
}

async function tableNames(endpoint: string, region: string): Promise<string[]> {
  const { TableNames = [] } = await localClient(endpoint, region).send(new ListTablesCommand({}));
  return TableNames;
}

/** Insights of tables and of indexes. */
async function insights(endpoint: string, region: string): Promise<number> {
  const client = localClient(endpoint, region);
  let enabled = 0;
  for (const TableName of await tableNames(endpoint, region)) {
    const { Table } = await client.send(new DescribeTableCommand({ TableName }));
    const indexes = (Table?.GlobalSecondaryIndexes ?? []).map(({ IndexName }) => IndexName);
    for (const IndexName of [undefined, ...indexes]) {
      const command = new DescribeContributorInsightsCommand({ TableName, IndexName });
      const { ContributorInsightsStatus } = await client.send(command);
      if (ContributorInsightsStatus === "ENABLED") enabled++;
    }
  }
  return enabled;
}

/** Metric and composite alarms, without those of Application Auto Scaling. */
async function alarms(endpoint: string, region: string): Promise<number> {
  const body =
    "Action=DescribeAlarms&Version=2010-08-01&AlarmTypes.member.1=MetricAlarm&AlarmTypes.member.2=CompositeAlarm";
  const headers = { "content-type": "application/x-www-form-urlencoded", ...signed("monitoring", region) };
  const response = await fetch(endpoint, { method: "POST", headers, body });
  return [...(await response.text()).matchAll(/<AlarmName>(?!TargetTracking-)/g)].length;
}

/** The enabled keys of tables and vaults. */
async function keys(endpoint: string, region: string): Promise<number> {
  const ids = await listed(endpoint, region, "kms", "TrentService.ListKeys", "Keys");
  const described = await Promise.all(
    ids.map(({ KeyId }) => asked(endpoint, region, "kms", "TrentService.DescribeKey", { KeyId })),
  );
  const metadata = described.map(({ KeyMetadata }) => KeyMetadata as Record<string, unknown>);
  const isOurs = /^(DynamoDB tables|Backup vault) /;
  return metadata.filter(
    ({ Description, KeyState }) => isOurs.test(String(Description)) && KeyState === "Enabled",
  ).length;
}

async function listed(endpoint: string, region: string, service: string, target: string, list: string) {
  const response = await asked(endpoint, region, service, target, { ServiceNamespace: "dynamodb" });
  return response[list] as Record<string, unknown>[];
}

async function asked(endpoint: string, region: string, service: string, target: string, body: object) {
  const headers = {
    "content-type": "application/x-amz-json-1.1",
    "x-amz-target": target,
    ...signed(service, region),
  };
  const response = await fetch(endpoint, { method: "POST", headers, body: JSON.stringify(body) });
  return (await response.json()) as Record<string, unknown>;
}
