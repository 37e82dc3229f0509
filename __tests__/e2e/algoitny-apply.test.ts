import { afterAll, beforeAll, expect, it } from "vitest";
import { describeWithAws, EmulatedAws } from "./emulated-aws";
import { ExampleProject } from "./example-project";
import {
  hasNothingToChange,
  isDestroyedOnceUnprotected,
  isMadeFromNothing,
  isNotDestroyedWhileProtected,
} from "./stack-life";

const stack = "algoitny-prod-us-east-1";

describeWithAws("algoitny, applied by the real provider", (parts) => {
  let aws: EmulatedAws<ExampleProject>;

  beforeAll(async () => {
    aws = await EmulatedAws.start(parts, (environment) => new ExampleProject("algoitny", environment));
    await aws.synth();
    await aws.init(stack);
  });

  afterAll(() => aws.close());

  isMadeFromNothing(() => aws, stack);
  hasNothingToChange(() => aws, stack);

  it("is imported by its table's name, with no change to it", async () => {
    expect(await aws.run(stack, "state", "rm", "aws_dynamodb_table.main")).toMatchObject({ code: 0 });
    aws.project.set(["tables", "main", "adopt"], true);
    const applied = await aws.reapply(stack);
    expect(applied).toContain("Plan: 1 to import, 0 to add, 0 to change, 0 to destroy.");
    expect(applied).toContain("1 imported, 0 added, 0 changed, 0 destroyed");
  });

  it("is moved from the address that its table had, with no change to it", async () => {
    aws.project.set(["tables", "main", "movedFrom"], "aws_dynamodb_table.main");
    aws.project.rename(["tables", "main"], "everything");
    aws.project.rename(["taskRoles", "backend", "main"], "everything");
    aws.project.rename(["taskRoles", "rate-limiter", "main"], "everything");
    await aws.synth();
    const plan = await aws.plan(stack);
    expect(plan).toContain("aws_dynamodb_table.main has moved to aws_dynamodb_table.everything");
    expect(plan).toContain("Plan: 0 to add, 0 to change, 0 to destroy.");
  });

  isNotDestroyedWhileProtected(() => aws, stack);

  it("gets a stream, a resource-based policy and a Kinesis destination, and loses its protection, in place", async () => {
    const grant = { principals: ["arn:aws:iam::123456789012:root"], actions: "read" };
    const streamArn = "arn:aws:kinesis:us-east-1:123456789012:stream/everything";
    aws.project.set(["tables", "everything", "resourcePolicy"], [grant]);
    aws.project.set(["tables", "everything", "kinesis"], { streamArns: { "us-east-1": streamArn } });
    aws.project.set(["tables", "everything", "stream"], "new-image");
    aws.project.set(["defaults", "deletionProtection"], false);
    const applied = await aws.reapply(stack);
    expect(applied).toContain("aws_dynamodb_table.everything will be updated in-place");
    expect(applied).toContain("2 added, 1 changed, 0 destroyed");
    expect(await aws.unchanged(stack)).toContain("No changes.");
  });

  isDestroyedOnceUnprotected(() => aws, stack);
});
