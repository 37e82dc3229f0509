import { TerraformStack, Testing } from "cdktf";
import { describe, expect, it } from "vitest";
import {
  Attribute,
  Billing,
  Capacity,
  type DynamoTableProps,
  ServiceDashboard,
  type ServiceDashboardProps,
} from "../../../constructs";
import { only, synthesized } from "../synthesized";

const posts: DynamoTableProps = {
  name: "Posts",
  partitionKey: Attribute.string("postId"),
  indexes: { ByUser: { partitionKey: Attribute.string("userId") } },
};

interface Graph {
  readonly type: string;
  readonly x: number;
  readonly y: number;
  readonly properties: { readonly title: string; readonly metrics: unknown[][]; readonly alarms?: string[] };
}

function graphsOf(props: Partial<ServiceDashboardProps> = {}): Graph[] {
  const terraform = synthesized(
    (stack) =>
      new ServiceDashboard(stack, "dashboard", {
        ...{ name: "forum", region: "us-east-1", tables: [posts] },
        ...props,
      }),
  );
  const { dashboard_body } = only(terraform, "aws_cloudwatch_dashboard");
  return (JSON.parse(dashboard_body as string) as { widgets: Graph[] }).widgets;
}

const graph = (title: string, props: Partial<ServiceDashboardProps> = {}) =>
  graphsOf(props).find(({ properties }) => properties.title === title)?.properties;

describe("ServiceDashboard", () => {
  it("shows capacity, throttles, latency, failures and items of each table", () => {
    expect(graphsOf().map(({ properties }) => properties.title)).toEqual([
      "Wrong requests of the account",
      "Posts: read capacity",
      "Posts: write capacity",
      "Posts: throttles",
      "Posts: latency (ms)",
      "Posts: failures of DynamoDB",
      "Posts: items read and expired",
    ]);
  });

  it("shows replication to each other region", () => {
    expect(graph("Posts: replication latency (ms)", { otherRegions: ["us-west-2"] })?.metrics).toEqual([
      [
        ...["AWS/DynamoDB", "ReplicationLatency", "TableName", "Posts", "ReceivingRegion", "us-west-2"],
        { stat: "Average" },
      ],
    ]);
  });

  it("shows throttles of the table and its indexes, read and write", () => {
    expect(graph("Posts: throttles")?.metrics).toHaveLength(4);
  });

  it("shows what is provisioned beside what is used", () => {
    const billing = Billing.provisioned({ read: Capacity.fixed(5), write: Capacity.fixed(5) });
    const names = graph("Posts: read capacity", { tables: [{ ...posts, billing }] })?.metrics.map(
      ([, name]) => name,
    );
    expect(names).toEqual([
      "ConsumedReadCapacityUnits",
      "ProvisionedReadCapacityUnits",
      "ConsumedReadCapacityUnits",
    ]);
  });

  it("shows alarms at the top", () => {
    expect(graphsOf({ alarmArns: ["arn:alarm"] })[0]).toMatchObject({
      type: "alarm",
      y: 0,
      properties: { alarms: ["arn:alarm"] },
    });
  });

  it("puts no graph over another", () => {
    const tables = [posts, { ...posts, name: "Users" }];
    const places = graphsOf({ tables, otherRegions: ["us-west-2"] }).map(({ x, y }) => `${x}:${y}`);
    expect(new Set(places).size).toBe(places.length);
  });

  it("throws one error that lists every rule that is broken", () => {
    const stack = new TerraformStack(Testing.app(), "stack");
    const props = { name: "a b", region: "us-east-1", tables: [posts] };
    expect(() => new ServiceDashboard(stack, "dashboard", props)).toThrow(
      'ServiceDashboard "stack/dashboard" name: a dashboard\'s name must be',
    );
  });
});
