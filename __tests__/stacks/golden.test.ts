import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { writtenStacks } from "./written-stacks";

/**
 * The synthesized Terraform of the examples, whole. A change of it is a change of everyone's infrastructure:
 * read the difference, then accept it with `npx vitest run __tests__/stacks/golden.test.ts --update`.
 */
const golden = (example: string, file: string) => join(__dirname, "..", "golden", example, `${file}.json`);
const tablesOf = (example: string) =>
  readFileSync(join(__dirname, "..", "..", "examples", example, "tables.yaml"), "utf8");

describe("the Terraform of an example is as it was", () => {
  it.each([
    { example: "forum", environment: "dev", stack: "forum-dev-us-east-1" },
    { example: "forum", environment: "dev", stack: "forum-dev-us-west-2" },
    { example: "forum", environment: "prod", stack: "forum-prod-us-east-1" },
    { example: "forum", environment: "prod", stack: "forum-prod-us-west-2" },
    { example: "nexuslink", environment: "prod", stack: "nexuslink-prod-ap-southeast-1" },
    { example: "nexuslink", environment: "prod", stack: "nexuslink-prod-ap-southeast-2" },
    { example: "algoitny", environment: "prod", stack: "algoitny-prod-us-east-1" },
    { example: "snapinfra", environment: "prod", stack: "snapinfra-prod-us-east-1" },
    { example: "crawl4ai", environment: "prod", stack: "crawl4ai-prod-us-west-2" },
  ])("$stack", async ({ example, environment, stack }) => {
    const written = writtenStacks(tablesOf(example), { environment })[stack];
    await expect(written).toMatchFileSnapshot(golden(example, stack));
  });
});
