import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createBucket, defaultNetwork } from "./aws-fixtures";
import { describeWithAws, EmulatedAws, patience } from "./emulated-aws";
import { ExampleProject } from "./example-project";

/** Examples of one region, a change of each that is made in place, and the table that is changed. */
const examples = [
  { name: "snapinfra", region: "us-east-1", table: "users", setting: "ttl", value: "expiresAt" },
  {
    name: "crawl4ai",
    region: "us-west-2",
    table: "results",
    setting: "tableClass",
    value: "standard-infrequent-access",
  },
];

describeWithAws("an example of one region, applied by the real provider", (parts) => {
  describe.each(examples)("$name", ({ name, region, table, setting, value }) => {
    const stack = `${name}-prod-${region}`;
    let aws: EmulatedAws<ExampleProject>;

    beforeAll(async () => {
      aws = await EmulatedAws.start(parts, (environment) => new ExampleProject(name, environment));
      await createBucket(aws.endpoint, "snapinfra-audit");
      const network = await defaultNetwork(aws.endpoint, region);
      aws.project.set(["environments", "prod", "network"], network);
      await aws.synth();
      await aws.init(stack);
    }, patience);

    afterAll(() => aws.close());

    it(
      "is made from nothing, and has nothing to change afterwards",
      async () => {
        expect(await aws.apply(stack)).toContain("0 changed, 0 destroyed");
        expect([...aws.proxy.missing]).toEqual([]);
        expect(await aws.unchanged(stack)).toContain("No changes.");
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
      "is changed and loses its protection in place",
      async () => {
        aws.project.set(["tables", table, setting], value);
        aws.project.set(["defaults", "deletionProtection"], false);
        await aws.synth();
        const applied = await aws.apply(stack);
        expect(applied).toContain(`aws_dynamodb_table.${table} will be updated in-place`);
        expect(applied).toMatch(/\d added, \d+ changed, 0 destroyed/);
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
});
