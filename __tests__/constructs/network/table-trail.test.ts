import { TerraformStack, Testing } from "cdktf";
import { describe, expect, it } from "vitest";
import { TableTrail, type TableTrailProps } from "../../../constructs";
import { only, synthesized } from "../synthesized";

const arn = "arn:aws:dynamodb:us-east-1:123456789012:table/Posts";

function trailOf(props: Partial<TableTrailProps> = {}): Record<string, unknown> {
  const given = { name: "forum", bucketName: "logs", tables: [{ arn }], ...props };
  return only(
    synthesized((stack) => new TableTrail(stack, "trail", given)),
    "aws_cloudtrail",
  );
}

const fields = [
  { field: "eventCategory", equals: ["Data"] },
  { field: "resources.type", equals: ["AWS::DynamoDB::Table"] },
  { field: "resources.ARN", equals: [arn] },
];

describe("TableTrail", () => {
  it("minimal", () => {
    expect(trailOf()).toEqual({
      name: "forum",
      s3_bucket_name: "logs",
      enable_log_file_validation: true,
      include_global_service_events: false,
      advanced_event_selector: [{ name: "DynamoDB items", field_selector: fields }],
    });
  });

  it("maximum properties", () => {
    const keyArn = "arn:aws:kms:us-east-1:123456789012:key/1";
    expect(trailOf({ keyPrefix: "forum", keyArn, calls: "writes", tags: { Team: "forum" } })).toMatchObject({
      s3_key_prefix: "forum",
      kms_key_id: keyArn,
      tags: { Team: "forum" },
      advanced_event_selector: [{ field_selector: [...fields, { field: "readOnly", equals: ["false"] }] }],
    });
  });

  it("throws one error that lists every rule that is broken", () => {
    const stack = new TerraformStack(Testing.app(), "stack");
    expect(() => new TableTrail(stack, "trail", { name: "f", bucketName: "logs", tables: [] })).toThrow(
      /name: .*\n.*tables: must be 1 to 500 tables, got 0/,
    );
  });
});
