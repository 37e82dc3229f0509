import { afterAll, beforeAll, expect, it } from "vitest";
import { describeWithAws, EmulatedAws } from "./emulated-aws";
import { ExampleProject } from "./example-project";
import { hasNothingToChange, isDestroyedOnceUnprotected, isMadeFromNothing } from "./stack-life";
import { defaultNetwork } from "./workers-network";

const stack = "crawl4ai-prod-us-west-2";

describeWithAws("migration workers, applied by the real provider", (parts) => {
  let aws: EmulatedAws<ExampleProject>;

  beforeAll(async () => {
    aws = await EmulatedAws.start(parts, (environment) => new ExampleProject("crawl4ai", environment));
    const { vpcId, subnetId, routeTableId } = await defaultNetwork(aws.endpoint, "us-west-2");
    aws.project.unset(["environments", "prod", "network"]);
    aws.project.set(["migrationRole"], { assumedBy: ["arn:aws:iam::123456789012:role/ops"] });
    aws.project.set(["defaults", "deletionProtection"], false);
    aws.project.set(["migrationWorkers"], {
      ...{ image: "123456789012.dkr.ecr.us-west-2.amazonaws.com/crawl4ai-migration:1", maxWorkers: 4 },
      ...{ vpcId, subnetIds: [subnetId], endpoints: { routeTableIds: [routeTableId] } },
      environment: { STAGE: "prod", AREA: "west" },
      secrets: { PAGES_URL: "arn:aws:secretsmanager:us-west-2:123456789012:secret:pages-AbCdEf" },
    });
    await aws.synth();
    await aws.init(stack);
  });

  afterAll(() => aws.close());

  isMadeFromNothing(() => aws, stack);
  hasNothingToChange(() => aws, stack);

  it("describes the workers in an output", async () => {
    const { text } = await aws.run(stack, "output", "-json", "migration_workers");
    const batch = "arn:aws:batch:us-west-2:123456789012:";
    expect(JSON.parse(text)).toEqual({
      ...{ formatVersion: 1, region: "us-west-2", maxWorkers: 4 },
      queueArn: `${batch}job-queue/crawl4ai-prod-workers`,
      jobDefinitionArn: `${batch}job-definition/crawl4ai-prod-workers:1`,
      location: "s3://crawl4ai-prod-workers-123456789012/runs",
      logGroup: "/dynamodb-migrate/crawl4ai-prod-workers",
    });
  });

  it("changes the job definition alone for another image", async () => {
    aws.project.set(["migrationWorkers", "image"], "ghcr.io/acme/crawl4ai-migration:2");
    const text = await aws.reapply(stack);
    expect(text).toMatch(/aws_batch_job_definition\S+: (Modif|Creat|Destr)/);
    expect(text).not.toMatch(/aws_batch_(job_queue|compute_environment)\S+: (Modif|Creat|Destr)/);
  });

  hasNothingToChange(() => aws, stack);
  isDestroyedOnceUnprotected(() => aws, stack);
});
