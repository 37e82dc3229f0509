import { afterAll, beforeAll, expect, it } from "vitest";
import { describeWithAws, EmulatedAws, patience } from "./emulated-aws";
import { ExampleProject } from "./example-project";

const stack = "algoitny-prod-us-east-1";

describeWithAws("algoitny, applied by the real provider", (parts) => {
  let aws: EmulatedAws<ExampleProject>;

  beforeAll(async () => {
    aws = await EmulatedAws.start(parts, (environment) => new ExampleProject("algoitny", environment));
    await aws.synth();
    await aws.init(stack);
  }, patience);

  afterAll(() => aws.close());

  it(
    "is made from nothing, and has nothing to change afterwards",
    async () => {
      expect(await aws.apply(stack)).toContain("5 added, 0 changed, 0 destroyed");
      expect([...aws.proxy.missing]).toEqual([]);
      expect(await aws.unchanged(stack)).toContain("No changes.");
    },
    patience,
  );

  it(
    "is imported by its table's name, with no change to it",
    async () => {
      expect(await aws.run(stack, "state", "rm", "aws_dynamodb_table.main")).toMatchObject({ code: 0 });
      aws.project.set(["tables", "main", "adopt"], true);
      await aws.synth();
      const applied = await aws.apply(stack);
      expect(applied).toContain("Plan: 1 to import, 0 to add, 0 to change, 0 to destroy.");
      expect(applied).toContain("1 imported, 0 added, 0 changed, 0 destroyed");
    },
    patience,
  );

  it(
    "is moved from the address that its table had, with no change to it",
    async () => {
      aws.project.set(["tables", "main", "movedFrom"], "aws_dynamodb_table.main");
      aws.project.rename(["tables", "main"], "everything");
      aws.project.rename(["taskRoles", "backend", "main"], "everything");
      aws.project.rename(["taskRoles", "rate-limiter", "main"], "everything");
      await aws.synth();
      const plan = await aws.plan(stack);
      expect(plan).toContain("aws_dynamodb_table.main has moved to aws_dynamodb_table.everything");
      expect(plan).toContain("Plan: 0 to add, 0 to change, 0 to destroy.");
    },
    patience,
  );

  it(
    "is not destroyed while it is protected",
    async () => {
      const refused = await aws.run(stack, "destroy", "-auto-approve");
      expect(refused).toMatchObject({ code: 1 });
      expect(refused.text).toContain("Instance cannot be destroyed");
    },
    patience,
  );

  it(
    "gets a stream, a policy of its own and a Kinesis destination, and loses its protection, in place",
    async () => {
      const grant = { principals: ["arn:aws:iam::123456789012:root"], actions: "read" };
      const streamArn = "arn:aws:kinesis:us-east-1:123456789012:stream/everything";
      aws.project.set(["tables", "everything", "resourcePolicy"], [grant]);
      aws.project.set(["tables", "everything", "kinesis"], { streamArns: { "us-east-1": streamArn } });
      aws.project.set(["tables", "everything", "stream"], "new-image");
      aws.project.set(["defaults", "deletionProtection"], false);
      await aws.synth();
      const applied = await aws.apply(stack);
      expect(applied).toContain("aws_dynamodb_table.everything will be updated in-place");
      expect(applied).toContain("2 added, 1 changed, 0 destroyed");
      expect(await aws.unchanged(stack)).toContain("No changes.");
    },
    patience,
  );

  it(
    "is destroyed once it is not protected",
    async () => {
      expect(await aws.destroy(stack)).toContain("Destroy complete!");
    },
    patience,
  );
});
