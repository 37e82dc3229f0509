import { DescribeTableCommand, type DynamoDBClient, UpdateTableCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, expect, it } from "vitest";
import { localClient } from "../../migrations/local/local-client";
import { createUser } from "./aws-fixtures";
import { describeWithAws, EmulatedAws } from "./emulated-aws";
import { ExampleProject } from "./example-project";
import { isDestroyedOnceUnprotected, isMadeFromNothing, isNotDestroyedWhileProtected } from "./stack-life";

const primary = "nexuslink-prod-ap-southeast-1";
const copies = "nexuslink-prod-ap-southeast-2";
const TableName = "NexusLinks";
const scaled = { min: 5, max: 100 };

describeWithAws("nexuslink, applied by the real provider", (parts) => {
  let aws: EmulatedAws<ExampleProject>;
  let client: DynamoDBClient;

  beforeAll(async () => {
    aws = await EmulatedAws.start(parts, (environment) => new ExampleProject("nexuslink", environment));
    client = localClient(aws.endpoint, "ap-southeast-1");
    await createUser(aws.endpoint, "nexuslink-production");
    // Besides what the example has: cold storage, a lock in compliance mode and a restore test.
    const retention = { retentionDays: 120, coldStorageAfterDays: 30 };
    for (const [setting, value] of Object.entries(retention)) {
      aws.project.set(["environments", "prod", "backup", setting], value);
    }
    const lock = { minDays: 7, maxDays: 365, graceDays: 3 };
    aws.project.set(["environments", "prod", "backup", "lock"], lock);
    aws.project.set(["environments", "prod", "backup", "restoreTesting"], {});
    await aws.synth();
    await aws.init(primary, copies);
  });

  afterAll(() => aws.close());

  isMadeFromNothing(() => aws, copies, primary);

  it("has nothing to change after the capacity of a table and of an index was scaled outside of Terraform", async () => {
    const index = { IndexName: "alias-index", ...units(33, 7) };
    const GlobalSecondaryIndexUpdates = [{ Update: index }];
    await client.send(new UpdateTableCommand({ TableName, ...units(40, 20), GlobalSecondaryIndexUpdates }));
    expect(await aws.unchanged(primary)).toContain("No changes.");
    expect(await aws.unchanged(copies)).toContain("No changes.");
  });

  it("gets an index while the others are scaled, and resets no capacity", async () => {
    aws.project.set(["tables", TableName, "indexes", "node-index"], { partitionKey: "nodeId" });
    const applied = await aws.reapply(primary);
    expect(applied).toContain(`aws_dynamodb_table.${TableName} will be updated in-place`);
    expect(applied).toMatch(/6 added, \d+ changed, 0 destroyed/);
    const { Table } = await client.send(new DescribeTableCommand({ TableName }));
    expect(Table?.ProvisionedThroughput).toMatchObject(units(40, 20).ProvisionedThroughput);
    expect(Table?.GlobalSecondaryIndexes).toMatchObject([
      { IndexName: "alias-index", ...units(33, 7) },
      { IndexName: "node-index", ...units(5, 5) },
    ]);
    expect(await aws.unchanged(primary)).toContain("No changes.");
  });

  isNotDestroyedWhileProtected(() => aws, primary);

  it("changes to on-demand in place", async () => {
    aws.project.set(["tables", TableName, "billing"], "on-demand");
    const applied = await aws.reapply(primary);
    expect(applied).toContain(`aws_dynamodb_table.${TableName} will be updated in-place`);
    expect(applied).toMatch(/0 added, \d+ changed/);
    expect(await aws.unchanged(primary)).toContain("No changes.");
  });

  it("does not change to autoscaling in one step, which would leave it at one unit", async () => {
    aws.project.set(["tables", TableName, "billing"], { read: scaled, write: scaled });
    await aws.synth();
    const refused = await aws.run(primary, "plan");
    expect(refused.code).toBe(1);
    expect(refused.text).toContain("Resource postcondition failed");
  });

  it("changes to autoscaling in place, with fixed capacity in between", async () => {
    aws.project.set(["tables", TableName, "billing"], { read: 5, write: 5 });
    const fixed = await aws.reapply(primary);
    expect(fixed).toContain(`aws_dynamodb_table.${TableName} will be updated in-place`);
    expect(fixed).toMatch(/changed, 0 destroyed/);
    // The capacity is the minimum already, so that the table itself does not change.
    aws.project.set(["tables", TableName, "billing"], { read: scaled, write: scaled });
    expect(await aws.reapply(primary)).toMatch(/12 added, \d+ changed, 0 destroyed/);
    const { Table } = await client.send(new DescribeTableCommand({ TableName }));
    expect(Table?.ProvisionedThroughput).toMatchObject(units(5, 5).ProvisionedThroughput);
    expect(await aws.unchanged(primary)).toContain("No changes.");
  });

  it("changes to on-demand again, and loses its protection, in place", async () => {
    aws.project.set(["tables", TableName, "billing"], "on-demand");
    aws.project.set(["defaults", "deletionProtection"], false);
    expect(await aws.reapply(primary)).toMatch(/0 added, \d+ changed/);
  });

  isDestroyedOnceUnprotected(() => aws, primary, copies);
});

function units(ReadCapacityUnits: number, WriteCapacityUnits: number) {
  return { ProvisionedThroughput: { ReadCapacityUnits, WriteCapacityUnits } };
}
