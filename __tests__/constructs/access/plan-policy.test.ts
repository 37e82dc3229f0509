import { App, TerraformStack } from "cdktf";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { planPolicy, type PlanPolicyOptions } from "../../../constructs";
import { planActions, tableActions } from "../../../constructs/access/plan-actions";
import { buildStacks, loadTables } from "../../../stacks";
import { statements, synthesizedWith } from "../synthesized";

const root = join(__dirname, "..", "..", "..");
const all = [...planActions.values()].flat();

/** The types of all resources and data sources that the constructs import. */
function usedTypes(): string[] {
  const files = readdirSync(join(root, "constructs"), { recursive: true, encoding: "utf8" });
  const paths = files
    .filter((path) => path.endsWith(".ts"))
    .flatMap((path) => [
      ...readFileSync(join(root, "constructs", path), "utf8").matchAll(
        // Not the provider itself, whose presence is checked.
        /@cdktf\/provider-aws\/lib\/(?!provider")([a-z0-9-]+)/g,
      ),
    ]);
  return [
    ...new Set(
      paths.map((found) => `aws_${(found[1] ?? "").replace(/^data-aws-/, "").replaceAll("-", "_")}`),
    ),
  ];
}

/** The policy for an example's stacks. */
function policyOf(example: string, options?: PlanPolicyOptions) {
  const path = join(root, "examples", example, "tables.yaml");
  const config = loadTables(path, readFileSync(path, "utf8"), { environment: "prod" });
  const { primary, replicas, backup } = buildStacks(new App(), config, { projectDir: root });
  return planPolicy([primary, ...replicas, ...(backup ? [backup] : [])], options);
}

describe("the policy of a role that plans", () => {
  it("knows every type that the constructs use", () => {
    expect(usedTypes().filter((type) => !planActions.has(type))).toEqual([]);
  });

  it("describes, lists and gets", () => {
    expect(all.filter((action) => !/^[a-z0-9-]+:(Describe|Get|List|View)[A-Za-z]+$/.test(action))).toEqual(
      [],
    );
  });

  it("reads no item, object, record or secret", () => {
    const dataPlane =
      /^(dynamodb:(GetItem|BatchGetItem|Query|Scan|PartiQL.*|GetRecords|GetShardIterator|Export.*)|s3:.*Object(?!LockConfiguration).*|kms:(Decrypt|GenerateDataKey.*)|secretsmanager:.*|ssm:.*)$/;
    expect(all.filter((action) => dataPlane.test(action))).toEqual([]);
  });

  it.each(["forum", "snapinfra", "algoitny"])("covers every resource of the stacks of %s", (example) => {
    const { document, unknownTypes } = policyOf(example);
    expect(unknownTypes).toEqual([]);
    expect(statements(document)[0]?.["Action"]).toEqual(expect.arrayContaining(["dynamodb:DescribeTable"]));
    expect(document).not.toMatch(/dynamodb:(Scan|Query|GetItem|BatchGetItem)|s3:/);
  });

  it("has no action for what is not in the stacks", () => {
    expect(synthesizedWith((stack) => planPolicy([stack]).document)).not.toContain("dynamodb");
  });

  it("describes the named tables only, and lists on everything in a statement of its own", () => {
    const { document } = policyOf("nexuslink", { tables: ["NexusLinks", "links-prod-*"] });
    const all = statements(document).find(({ Resource }) => (Resource as string[]).includes("*"));
    const limited = statements(document).find(({ Resource }) => !(Resource as string[]).includes("*"));
    expect(all?.["Action"]).toContain("dynamodb:ListTables");
    expect(all?.["Action"]).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/^dynamodb:(?!ListTables$)/)]),
    );
    expect(limited).toEqual({
      Effect: "Allow",
      Action: expect.arrayContaining(["dynamodb:DescribeTable", "dynamodb:DescribeTimeToLive"]) as unknown,
      Resource: [
        "arn:*:dynamodb:*:*:table/NexusLinks",
        "arn:*:dynamodb:*:*:table/NexusLinks/index/*",
        "arn:*:dynamodb:*:*:table/NexusLinks/stream/*",
        "arn:*:dynamodb:*:*:table/links-prod-*",
        "arn:*:dynamodb:*:*:table/links-prod-*/index/*",
        "arn:*:dynamodb:*:*:table/links-prod-*/stream/*",
      ],
    });
    const actions = limited?.["Action"] as string[];
    expect(actions).toEqual(actions.filter((action) => tableActions.has(action)));
  });

  it("limits every action on a table of DynamoDB and no other one", () => {
    const ofAccount = ["dynamodb:ListBackups", "dynamodb:ListTables"];
    const ofTables = all.filter((action) => action.startsWith("dynamodb:") && !ofAccount.includes(action));
    expect([...tableActions].toSorted()).toEqual([...new Set(ofTables)].toSorted());
  });

  it("reads the state in S3 and no other object", () => {
    const { document } = planPolicy([new TerraformStack(new App(), "empty")], {
      state: { bucket: "acme-state", keyPrefix: "tables/" },
    });
    expect(statements(document)).toEqual([
      { Effect: "Allow", Action: ["s3:ListBucket"], Resource: ["arn:aws:s3:::acme-state"] },
      { Effect: "Allow", Action: ["s3:GetObject"], Resource: ["arn:aws:s3:::acme-state/tables/*"] },
    ]);
  });
});
