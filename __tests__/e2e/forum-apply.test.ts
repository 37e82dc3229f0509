import {
  DeleteTableCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  UpdateTableCommand,
} from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, expect, it } from "vitest";
import { localClient } from "../../migrations/local/local-client";
import { describeWithAws, EmulatedAws, ending, patience, show } from "./emulated-aws";
import { ForumProject, programs } from "./forum-project";

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
    project.addData({ users: 200, threads: 500, posts: 2_000 });
  }, patience);

  afterAll(() => aws.close());

  const inRegion = (region: string): DynamoDBClient => localClient(aws.endpoint, region);

  async function protect(protection: boolean): Promise<void> {
    aws.project.set(["environments", "prod", "defaults", "deletionProtection"], protection);
    await aws.synth();
    expect(await aws.apply(primary)).toMatch(/0 added, \d+ changed, 0 destroyed/);
  }

  it(
    "is deployed from nothing by `cdktf deploy`, its replicas after the scaling of its writes",
    async () => {
      const stacks = [primary, replica];
      const parameters = ["--auto-approve", "--skip-provider-lock", "--outputs-file", "outputs.json"];
      const run = await aws.project.run(programs.cdktf, "deploy", ...stacks, ...parameters);
      show("cdktf deploy", run);
      expect(run.code, ending(run)).toBe(0);
      expect(Object.keys(aws.project.outputs())).toEqual(stacks);
    },
    patience,
  );

  it("needs nothing of AWS that is not emulated", () => {
    expect([...aws.proxy.missing]).toEqual([]);
  });

  it("has its tables in either region, with keys of the account's own", async () => {
    const describe = new DescribeTableCommand({ TableName: posts });
    const east = await inRegion("us-east-1").send(describe);
    const west = await inRegion("us-west-2").send(describe);
    expect(east.Table?.TableArn).toBe(`arn:aws:dynamodb:us-east-1:123456789012:table/${posts}`);
    expect(west.Table?.TableArn).toBe(`arn:aws:dynamodb:us-west-2:123456789012:table/${posts}`);
    expect(west.Table?.KeySchema).toEqual(east.Table?.KeySchema);
    expect(east.Table?.SSEDescription?.KMSMasterKeyArn).toContain("arn:aws:kms:us-east-1:");
  });

  it(
    "takes in every item of the migration, and holds exactly those",
    async () => {
      const target = ["migration.yaml", "--stack", primary, "--outputs", "outputs.json"];
      const endpoint = ["--endpoint", aws.proxy.endpoint];
      const run = await aws.project.migrate("run", ...target, ...endpoint);
      show("dynamodb-migrate run", run, run.text.split("\n").slice(-25));
      expect(run.code, ending(run)).toBe(0);
      const verified = await aws.project.migrate("verify", ...target, ...endpoint);
      show("dynamodb-migrate verify", verified, verified.text.split("\n").slice(-25));
      expect(verified.code, ending(verified)).toBe(0);
    },
    patience,
  );

  it(
    "has nothing to change afterwards, in either region, though its capacity was scaled behind its back",
    async () => {
      const ProvisionedThroughput = { ReadCapacityUnits: 40, WriteCapacityUnits: 20 };
      const update = new UpdateTableCommand({ TableName: posts, ProvisionedThroughput });
      await inRegion("us-east-1").send(update);
      await inRegion("us-west-2").send(update);
      expect(await aws.unchanged(primary)).toContain("No changes.");
      expect(await aws.unchanged(replica)).toContain("No changes.");
    },
    patience,
  );

  it(
    "gets a time to live by one change in place",
    async () => {
      aws.project.set(["tables", "threads", "ttl"], "expiresAt");
      await aws.synth();
      const applied = await aws.apply(primary);
      expect(applied).toContain("aws_dynamodb_table.threads will be updated in-place");
      expect(applied).toContain("Plan: 0 to add, 1 to change, 0 to destroy.");
      expect(applied).toContain("Apply complete! Resources: 0 added, 1 changed, 0 destroyed.");
    },
    patience,
  );

  it(
    "carries tags and point-in-time recovery over to the replicas in place",
    async () => {
      aws.project.set(["defaults", "tags"], { Team: "platform" });
      aws.project.set(["defaults", "pointInTimeRecovery"], false);
      await aws.synth();
      expect(await aws.apply(replica)).toContain("0 added, 3 changed, 0 destroyed");
      expect(await aws.unchanged(replica)).toContain("No changes.");
    },
    patience,
  );

  it(
    "is protected by a change in place",
    async () => {
      await protect(true);
      const described = await inRegion("us-east-1").send(new DescribeTableCommand({ TableName: posts }));
      expect(described.Table?.DeletionProtectionEnabled).toBe(true);
    },
    patience,
  );

  it(
    "is not destroyed by Terraform while it is protected",
    async () => {
      const refused = await aws.run(primary, "destroy", "-auto-approve");
      expect(refused.code).toBe(1);
      expect(refused.text).toContain("Instance cannot be destroyed");
      expect(refused.text).toContain("lifecycle.prevent_destroy");
    },
    patience,
  );

  it("is not deleted by anybody else while it is protected", async () => {
    const deletion = inRegion("us-east-1").send(new DeleteTableCommand({ TableName: posts }));
    await expect(deletion).rejects.toThrow(/delet/i);
  });

  it(
    "is destroyed once it is unprotected, replicas first",
    async () => {
      await protect(false);
      expect(await aws.destroy(replica)).toContain("Destroy complete!");
      expect(await aws.destroy(primary)).toContain("Destroy complete!");
      const gone = inRegion("us-west-2").send(new DescribeTableCommand({ TableName: posts }));
      await expect(gone).rejects.toHaveProperty("name", "ResourceNotFoundException");
    },
    patience,
  );
});
