import { App, TerraformStack } from "cdktf";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { planPolicy } from "../../../constructs";
import { planActions } from "../../../constructs/access/plan-actions";
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
        /@cdktf\/provider-aws\/lib\/([a-z0-9-]+)/g,
      ),
    ]);
  return [
    ...new Set(
      paths.map((found) => `aws_${(found[1] ?? "").replace(/^data-aws-/, "").replaceAll("-", "_")}`),
    ),
  ];
}

/** The policy for an example's stacks. */
function policyOf(example: string) {
  const path = join(root, "examples", example, "tables.yaml");
  const config = loadTables(path, readFileSync(path, "utf8"), { environment: "prod" });
  const { primary, replicas, backup } = buildStacks(new App(), config, { projectDir: root });
  return planPolicy([primary, ...replicas, ...(backup ? [backup] : [])]);
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
      /^(dynamodb:(GetItem|BatchGetItem|Query|Scan|PartiQL.*|GetRecords|GetShardIterator|Export.*)|s3:.*|kms:(Decrypt|GenerateDataKey.*)|secretsmanager:.*|ssm:.*)$/;
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
