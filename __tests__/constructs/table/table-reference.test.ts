import { describe, expect, it } from "vitest";
import {
  AlarmSource,
  Attribute,
  BackupPlan,
  BackupRule,
  BackupVault,
  Billing,
  Capacity,
  DynamoTable,
  Grantee,
  MetricAlarm,
  ServiceAlarms,
  ServiceDashboard,
  TableReference,
  TableReplica,
} from "../../../constructs";
import { only, statements, synthesized, synthesizedWith } from "../synthesized";

const arn = "arn:aws:dynamodb:eu-west-1:210987654321:table/Orders";
const role = Grantee.role("web");
const account = "${data.aws_caller_identity.account_identity_B7F107C0.account_id}";
const partition = "${data.aws_partition.account_partition_32ACE770.partition}";

/** The statements that grants on a referenced table make. */
function granted(grant: (stack: Parameters<Parameters<typeof synthesized>[0]>[0]) => unknown) {
  return statements(only(synthesized(grant), "aws_iam_role_policy")["policy"]);
}

describe("a reference to a table", () => {
  it("creates no table", () => {
    const terraform = synthesized((stack) => {
      TableReference.fromArn(stack, "orders", arn);
    });
    expect(terraform.resource).toBeUndefined();
  });

  it("has the name in its ARN", () => {
    expect(synthesizedWith((stack) => TableReference.fromArn(stack, "orders", arn).tableName)).toBe("Orders");
  });

  it("has an ARN in the stack's account and region if only its name is known", () => {
    const found = granted((stack) =>
      TableReference.fromName(stack, "orders", "Orders").grant(role, ["GetItem"]),
    );
    expect(found[0]).toMatchObject({
      Resource: [
        `arn:${partition}:dynamodb:\${data.aws_region.account_region_154F2A67.id}:${account}:table/Orders`,
      ],
    });
  });

  it("lists every broken rule", () => {
    const refused = () =>
      synthesized((stack) => TableReference.fromArn(stack, "orders", "Orders", { account: "1" }));
    expect(refused).toThrow(/reference.*|must be the ARN of a table[\s\S]*12 digits/);
  });
});

describe("a grant on a referenced table", () => {
  it("covers the table and all of its indexes if they are unknown", () => {
    const found = granted((stack) => TableReference.fromArn(stack, "orders", arn).grantRead(role));
    expect(found.map(({ Resource }) => Resource)).toEqual([[arn], [`${arn}/index/*`]]);
  });

  it("covers no index if the table is known to have none", () => {
    const found = granted((stack) =>
      TableReference.fromArn(stack, "orders", arn, { indexes: [], localIndexes: [] }).grantRead(role),
    );
    expect(found.map(({ Resource }) => Resource)).toEqual([[arn]]);
  });

  it("covers the stream of a table whose stream is unknown", () => {
    const found = granted((stack) => TableReference.fromArn(stack, "orders", arn).grantStreamRead(role));
    expect(found[0]).toMatchObject({ Resource: [`${arn}/stream/*`] });
  });

  it("is refused on the stream of a table that has none", () => {
    const refused = () =>
      synthesized((stack) =>
        TableReference.fromArn(stack, "orders", arn, { stream: false }).grantStream(role),
      );
    expect(refused).toThrow("must have a stream");
  });

  it("covers replicas in the account of the table", () => {
    const found = granted((stack) =>
      TableReference.fromArn(stack, "orders", arn, { replicaRegions: ["eu-central-1"] }).grant(role, [
        "GetItem",
      ]),
    );
    expect(found[0]).toMatchObject({
      Resource: [arn, "arn:aws:dynamodb:eu-central-1:210987654321:table/Orders"],
    });
  });

  it("covers the table's key through DynamoDB", () => {
    const kmsKeyArn = "arn:aws:kms:eu-west-1:210987654321:key/1";
    const found = granted((stack) =>
      TableReference.fromArn(stack, "orders", arn, { kmsKeyArn }).grant(role, ["GetItem"]),
    );
    expect(found[1]).toMatchObject({
      Action: ["kms:Decrypt", "kms:DescribeKey"],
      Resource: [kmsKeyArn],
      Condition: { StringLike: { "kms:ViaService": "dynamodb.*.amazonaws.*" } },
    });
  });
});

describe("a table's grants", () => {
  const props = { name: "Posts", partitionKey: Attribute.string("id"), logicalId: "posts" };

  it.each([
    ["grantReadData", "grantRead"],
    ["grantWriteData", "grantWrite"],
    ["grantReadWriteData", "grantReadWrite"],
  ] as const)("%s makes the policy of %s", (alias, name) => {
    const made = (method: typeof alias | typeof name) =>
      granted((stack) => new DynamoTable(stack, "posts", props)[method](role));
    expect(made(alias)).toEqual(made(name));
  });

  it("full access includes DeleteTable and no stream of a table without one", () => {
    const [first, ...others] = granted((stack) =>
      new DynamoTable(stack, "posts", props).grantFullAccess(role),
    );
    expect(first?.["Action"]).toContain("dynamodb:DeleteTable");
    expect(JSON.stringify(others)).not.toContain("Stream");
  });

  it("return the policy, which other resources can depend on", () => {
    const policy = synthesizedWith((stack) => new DynamoTable(stack, "posts", props).grantRead(role));
    expect(policy.resource.terraformResourceType).toBe("aws_iam_role_policy");
    expect(policy.grantee).toEqual(role);
  });

  it("return one policy with the statements of every grant to the grantee", () => {
    const actions = synthesizedWith((stack) => {
      const table = new DynamoTable(stack, "posts", props);
      table.grant(role, ["GetItem"]);
      return table.grant(role, ["PutItem"]).statements.flatMap(({ Action }) => Action);
    });
    expect(actions).toEqual(["dynamodb:GetItem", "dynamodb:PutItem"]);
  });
});

describe("a table's metrics", () => {
  it("are what an alarm takes", () => {
    const terraform = synthesized((stack) => {
      const orders = TableReference.fromName(stack, "orders", "Orders");
      new MetricAlarm(stack, "throttles", {
        ...{ name: "orders-throttles", description: "Requests are throttled." },
        source: orders.metricThrottledRequestsForOperations(),
        ...{ threshold: 10, periodSeconds: 300, evaluationPeriods: 2 },
      });
      new MetricAlarm(stack, "conflicts", {
        ...{ name: "orders-conflicts", description: "Transactions conflict." },
        source: AlarmSource.metric(orders.metricTransactionConflict()),
        ...{ threshold: 10, periodSeconds: 300, evaluationPeriods: 2 },
      });
    });
    const alarms = Object.values(terraform.resource["aws_cloudwatch_metric_alarm"] ?? {});
    expect(alarms.find((alarm) => alarm["alarm_name"] === "orders-conflicts")).toMatchObject({
      namespace: "AWS/DynamoDB",
      metric_name: "TransactionConflict",
      dimensions: { TableName: "Orders" },
      statistic: "Sum",
    });
  });

  it("are what a dashboard takes", () => {
    const terraform = synthesized((stack) => {
      const orders = TableReference.fromName(stack, "orders", "Orders");
      const graphs = [{ title: "Reads", metrics: [orders.metricConsumedReadCapacityUnits("ByUser")] }];
      new ServiceDashboard(stack, "dashboard", { name: "shop", region: "us-east-1", tables: [], graphs });
    });
    const body = only(terraform, "aws_cloudwatch_dashboard")["dashboard_body"] as string;
    const { widgets } = JSON.parse(body) as { widgets: { properties: object }[] };
    expect(widgets.at(-1)?.properties).toMatchObject({
      title: "Reads",
      metrics: [
        [
          ...["AWS/DynamoDB", "ConsumedReadCapacityUnits", "TableName", "Orders"],
          ...["GlobalSecondaryIndexName", "ByUser", { stat: "Sum" }],
        ],
      ],
    });
  });
});

describe("what works in the table's account and region only", () => {
  const check = (terraform: { resource: Record<string, Record<string, Record<string, unknown>>> }) =>
    terraform.resource["terraform_data"]?.["referenced_table_location"]?.["for_each"];

  it("is checked by the plan for alarms", () => {
    const terraform = synthesized((stack) => {
      const orders = TableReference.fromArn(stack, "orders", arn, { indexes: ["ByUser"] });
      new ServiceAlarms(stack, "alarms", { name: "shop", tables: { orders: orders.props } });
    });
    expect(check(terraform)).toEqual({
      "alarms/orders of Orders": { use: "alarms", account: "210987654321", region: "eu-west-1" },
    });
    const names = Object.values(terraform.resource["aws_cloudwatch_metric_alarm"] ?? {}).map(
      (one) => one["alarm_name"],
    );
    expect(names).toContain("Orders-ByUser-read-throttles");
  });

  it("is checked by the plan for backups", () => {
    const terraform = synthesized((stack) => {
      const vault = new BackupVault(stack, "vault", { name: "shop" });
      const orders = TableReference.fromArn(stack, "orders", arn);
      new BackupPlan(stack, "plan", { name: "shop", vault, rules: [BackupRule.daily()], tables: [orders] });
    });
    expect(check(terraform)).toEqual({
      [`plan of ${arn}`]: { use: "backups", account: "210987654321", region: "eu-west-1" },
    });
  });

  it("is refused with the user, the table's account or region, the stack's own, and the fix", () => {
    const terraform = synthesized((stack) => {
      const orders = TableReference.fromArn(stack, "orders", arn);
      new ServiceAlarms(stack, "alarms", { name: "shop", tables: { orders: orders.props } });
    });
    const refusal = (part: string, own: string) => ({
      condition: `\${each.value.${part} == "" || each.value.${part} == ${own}}`,
      error_message: `\${each.key}: \${each.value.use} must be in the ${part} of the table, \${each.value.${part}}, but the ${part} of this stack is \${${own}}. Move them to a stack of that ${part}.`,
    });
    expect(terraform.resource["terraform_data"]?.["referenced_table_location"]?.["lifecycle"]).toEqual({
      precondition: [
        refusal("account", account.slice(2, -1)),
        refusal("region", "data.aws_region.account_region_154F2A67.id"),
      ],
    });
  });

  it("is not checked for a table that is known by its name only", () => {
    const terraform = synthesized((stack) => {
      const orders = TableReference.fromName(stack, "orders", "Orders");
      new ServiceAlarms(stack, "alarms", { name: "shop", tables: { orders: orders.props } });
    });
    expect(check(terraform)).toBeUndefined();
  });
});

describe("a replica of a referenced table", () => {
  it("refers to the table by its ARN and scales its reads", () => {
    const terraform = synthesized((stack) => {
      const orders = TableReference.fromArn(stack, "orders", arn, {
        partitionKey: Attribute.string("orderId"),
        replicaRegions: ["us-east-1"],
        billing: Billing.provisioned({
          read: Capacity.autoscaled({ min: 1, max: 10 }),
          write: Capacity.autoscaled({ min: 1, max: 10 }),
        }),
      });
      const replica = new TableReplica(stack, "replica", {
        ...{ table: orders, primaryRegion: "eu-west-1", region: "us-east-1" },
      });
      expect(replica.describe().partitionKey).toEqual({ name: "orderId", type: "S" });
    });
    expect(only(terraform, "aws_dynamodb_table_replica")).toMatchObject({ global_table_arn: arn });
    expect(only(terraform, "aws_appautoscaling_target")).toMatchObject({ resource_id: "table/Orders" });
  });
});
