import { writeFileSync } from "node:fs";
import {
  DescribeTableCommand,
  type DynamoDBClient,
  UpdateTableCommand,
  type UpdateTableCommandInput,
} from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, expect, it } from "vitest";
import { localClient } from "../../migrations/local/local-client";
import { describeWithAws, EmulatedAws } from "./emulated-aws";
import { ExampleProject } from "./example-project";

const primary = "shop-dev-us-east-1";
const replica = "shop-dev-us-west-2";
const TableName = "shop-dev-orders";
const scaled = { min: 5, max: 100 };

const tables = `service: shop
environment: dev
regions: { primary: us-east-1, replicas: [us-west-2] }
alarms: { latency: false, systemErrors: false, throttledRequests: false, userErrors: false }
defaults: { stream: new-and-old-images, deletionProtection: false }
tables:
  orders:
    partitionKey: customerId
    indexes: { ByStatus: { partitionKey: status } }
`;

class ReplicatedShop extends ExampleProject {
  constructor(environment: NodeJS.ProcessEnv) {
    super("forum", environment);
    writeFileSync(this.path("tables.yaml"), tables);
  }
}

describeWithAws("autoscaling of an on-demand table with a replica, applied by the real provider", (parts) => {
  let aws: EmulatedAws<ReplicatedShop>;
  let client: DynamoDBClient;

  beforeAll(async () => {
    aws = await EmulatedAws.start(parts, (environment) => new ReplicatedShop(environment));
    client = localClient(aws.endpoint, "us-east-1");
    await aws.synth();
    await aws.init(primary, replica);
    await aws.apply(primary);
    await aws.apply(replica);
  });

  afterAll(() => aws.close());

  it("starts at the minimum of the table and of its index, in one apply", async () => {
    aws.project.set(["tables", "orders", "billing"], { read: scaled, write: { min: 7, max: 50 } });
    const applied = await aws.reapply(primary);
    expect(applied).toContain("aws_dynamodb_table.orders will be updated in-place");
    expect(applied).toContain("0 destroyed");
    expect(await capacities()).toEqual([units(5, 7), units(5, 7)]);
  });

  it("has nothing to change afterwards", async () => {
    await aws.apply(replica);
    expect(await aws.unchanged(primary)).toContain("No changes.");
    expect(await aws.unchanged(replica)).toContain("No changes.");
  });

  it("keeps what autoscaling has set, while another setting is applied", async () => {
    await scale(units(40, 20));
    expect(await aws.unchanged(primary)).toContain("No changes.");
    aws.project.set(["tables", "orders", "tags"], { CostCenter: "shop" });
    expect(await aws.reapply(primary)).toContain("0 added, 1 changed, 0 destroyed");
    expect(await capacities()).toEqual([units(40, 20), units(40, 20)]);
  });

  it("becomes on-demand and autoscaled again, and starts at the minimum again", async () => {
    aws.project.set(["tables", "orders", "billing"], "on-demand");
    await aws.reapply(primary);
    aws.project.set(["tables", "orders", "billing"], { read: scaled, write: { min: 7, max: 50 } });
    await aws.reapply(primary);
    expect(await capacities()).toEqual([units(5, 7), units(5, 7)]);
    expect(await aws.unchanged(primary)).toContain("No changes.");
  });

  /** The capacity of the table, then of its index. */
  async function capacities() {
    const { Table } = await client.send(new DescribeTableCommand({ TableName }));
    return [Table, Table?.GlobalSecondaryIndexes?.[0]].map((described) =>
      units(
        described?.ProvisionedThroughput?.ReadCapacityUnits,
        described?.ProvisionedThroughput?.WriteCapacityUnits,
      ),
    );
  }

  /** Sets the capacity outside of Terraform, as autoscaling does. */
  async function scale(to: Pick<UpdateTableCommandInput, "ProvisionedThroughput">): Promise<void> {
    const GlobalSecondaryIndexUpdates = [{ Update: { IndexName: "ByStatus", ...to } }];
    await client.send(new UpdateTableCommand({ TableName, ...to, GlobalSecondaryIndexUpdates }));
  }
});

function units(ReadCapacityUnits: number | undefined, WriteCapacityUnits: number | undefined) {
  return { ProvisionedThroughput: { ReadCapacityUnits, WriteCapacityUnits } };
}
