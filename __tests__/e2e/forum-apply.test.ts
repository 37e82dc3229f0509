import {
  DeleteTableCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  UpdateTableCommand,
} from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, expect, it } from "vitest";
import { localClient } from "../../migrations/local/local-client";
import { describeWithAws, EmulatedAws, ending, show } from "./emulated-aws";
import { ForumProject } from "./forum-project";
import { isDestroyedOnceUnprotected, isNotDestroyedWhileProtected } from "./stack-life";

const primary = "forum-prod-us-east-1";
const replica = "forum-prod-us-west-2";
const posts = "forum-prod-posts";
const scaled = { min: 5, max: 100 };
const schedule = [
  { cron: "cron(0 8 * * ? *)", min: 20, max: 100, timezone: "Europe/Berlin" },
  { cron: "cron(0 20 * * ? *)", ...scaled },
];

describeWithAws("the forum, applied by the real provider", (parts) => {
  let aws: EmulatedAws<ForumProject>;

  beforeAll(async () => {
    const settings = { AWS_REGION: "us-east-1", ENVIRONMENT: "prod" };
    aws = await EmulatedAws.start(parts, (environment) => new ForumProject({ ...environment, ...settings }));
    const { project } = aws;
    // The provider sleeps 90 seconds after each change of a replica's protection.
    project.set(["environments", "prod", "defaults", "deletionProtection"], false);
    project.set(["tables", "posts", "billing"], { read: scaled, write: { ...scaled, schedule } });
    project.addData({ users: 40, threads: 100, posts: 400 });
  });

  afterAll(() => aws.close());

  const inRegion = (region: string): DynamoDBClient => localClient(aws.endpoint, region);

  async function protect(protection: boolean): Promise<void> {
    aws.project.set(["environments", "prod", "defaults", "deletionProtection"], protection);
    expect(await aws.reapply(primary)).toMatch(/0 added, \d+ changed, 0 destroyed/);
  }

  it("is created by `cdktf deploy`, its replicas after the scaling of its writes", async () => {
    const stacks = [primary, replica];
    const run = await aws.deploy(stacks, "--outputs-file", "outputs.json");
    expect(run.code, ending(run)).toBe(0);
    expect(Object.keys(aws.project.outputs())).toEqual(stacks);
  });

  it("uses no operation of AWS that is not emulated", () => {
    expect([...aws.proxy.missing]).toEqual([]);
  });

  it("has its tables in both regions, with customer-managed KMS keys", async () => {
    const describe = new DescribeTableCommand({ TableName: posts });
    const east = await inRegion("us-east-1").send(describe);
    const west = await inRegion("us-west-2").send(describe);
    expect(east.Table?.TableArn).toBe(`arn:aws:dynamodb:us-east-1:123456789012:table/${posts}`);
    expect(west.Table?.TableArn).toBe(`arn:aws:dynamodb:us-west-2:123456789012:table/${posts}`);
    expect(west.Table?.KeySchema).toEqual(east.Table?.KeySchema);
    expect(east.Table?.SSEDescription?.KMSMasterKeyArn).toContain("arn:aws:kms:us-east-1:");
  });

  it("receives every item of the migration, and contains no others", async () => {
    const target = ["migration.yaml", "--stack", primary, "--outputs", "outputs.json"];
    const endpoint = ["--endpoint", aws.proxy.endpoint];
    const run = await aws.project.migrate("run", ...target, ...endpoint);
    show("dynamodb-migrate run", run, run.text.split("\n").slice(-25));
    expect(run.code, ending(run)).toBe(0);
    const verified = await aws.project.migrate("verify", ...target, ...endpoint);
    show("dynamodb-migrate verify", verified, verified.text.split("\n").slice(-25));
    expect(verified.code, ending(verified)).toBe(0);
  });

  it("has nothing to change in either region after its capacity was scaled outside of Terraform", async () => {
    const ProvisionedThroughput = { ReadCapacityUnits: 40, WriteCapacityUnits: 20 };
    const update = new UpdateTableCommand({ TableName: posts, ProvisionedThroughput });
    await inRegion("us-east-1").send(update);
    await inRegion("us-west-2").send(update);
    expect(await aws.unchanged(primary)).toContain("No changes.");
    expect(await aws.unchanged(replica)).toContain("No changes.");
  });

  it("gets a time to live in place", async () => {
    aws.project.set(["tables", "threads", "ttl"], "expiresAt");
    const applied = await aws.reapply(primary);
    expect(applied).toContain("aws_dynamodb_table.threads will be updated in-place");
    expect(applied).toContain('terraform_data.time_to_live["aws_dynamodb_table.threads"] will be created');
    expect(applied).toContain("Apply complete! Resources: 1 added, 1 changed, 0 destroyed.");
  });

  it("does not change the attribute of expiry in one step", async () => {
    aws.project.set(["tables", "threads", "ttl"], "deleteAt");
    await aws.synth();
    const refused = await aws.run(primary, "plan");
    expect(refused.code).toBe(1);
    expect(refused.text).toContain("aws_dynamodb_table.threads expire by expiresAt");
  });

  it("stops the expiry of items when its setting is removed", async () => {
    aws.project.unset(["tables", "threads", "ttl"]);
    expect(await aws.reapply(primary)).toContain("0 added, 1 changed, 1 destroyed");
    expect(await aws.unchanged(primary)).toContain("No changes.");
  });

  it("changes tags and point-in-time recovery of the replicas in place", async () => {
    aws.project.set(["defaults", "tags"], { Team: "platform" });
    aws.project.set(["defaults", "pointInTimeRecovery"], false);
    expect(await aws.reapply(replica)).toContain("0 added, 3 changed, 0 destroyed");
    expect(await aws.unchanged(replica)).toContain("No changes.");
  });

  it("is protected by a change in place", async () => {
    await protect(true);
    const described = await inRegion("us-east-1").send(new DescribeTableCommand({ TableName: posts }));
    expect(described.Table?.DeletionProtectionEnabled).toBe(true);
  });

  isNotDestroyedWhileProtected(() => aws, primary);

  it("is not deleted by another client while it is protected", async () => {
    const deletion = inRegion("us-east-1").send(new DeleteTableCommand({ TableName: posts }));
    await expect(deletion).rejects.toThrow(/delet/i);
  });

  it("loses its protection by a change in place", () => protect(false));

  isDestroyedOnceUnprotected(() => aws, replica, primary);

  it("does not exist in either region any more", async () => {
    const describe = new DescribeTableCommand({ TableName: posts });
    const gone = { name: "ResourceNotFoundException" };
    await expect(inRegion("us-east-1").send(describe)).rejects.toMatchObject(gone);
    await expect(inRegion("us-west-2").send(describe)).rejects.toMatchObject(gone);
  });
});
