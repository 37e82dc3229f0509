import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hasNothingToChangeWithCdkTerrain } from "../cdktn/moved-app";
import { createBucket, defaultNetwork } from "./aws-fixtures";
import { describeWithAws, EmulatedAws } from "./emulated-aws";
import { ExampleProject } from "./example-project";
import {
  hasNothingToChange,
  isDestroyedOnceUnprotected,
  isMadeFromNothing,
  isNotDestroyedWhileProtected,
} from "./stack-life";

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
    });

    afterAll(() => aws.close());

    isMadeFromNothing(() => aws, stack);
    hasNothingToChange(() => aws, stack);
    hasNothingToChangeWithCdkTerrain(() => aws, stack);
    isNotDestroyedWhileProtected(() => aws, stack);

    it("is changed and loses its protection in place", async () => {
      aws.project.set(["tables", table, setting], value);
      aws.project.set(["defaults", "deletionProtection"], false);
      const applied = await aws.reapply(stack);
      expect(applied).toContain(`aws_dynamodb_table.${table} will be updated in-place`);
      expect(applied).toMatch(/\d added, \d+ changed, 0 destroyed/);
    });

    isDestroyedOnceUnprotected(() => aws, stack);
  });
});
