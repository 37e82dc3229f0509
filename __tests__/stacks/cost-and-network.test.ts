import { describe, expect, it } from "vitest";
import { writtenStack } from "./written-stacks";

const minimal = `
service: forum
environment: dev
regions: { primary: us-east-1, replicas: [us-west-2] }
tables:
  posts: { partitionKey: postId }
`;
const stackOf = (more: string, region = "us-east-1") =>
  writtenStack(`${minimal}${more}`, `forum-dev-${region}`).resource;
const budget = "budget: { monthlyUsd: 50, emails: [ops@example.com] }";
const network = `network:
  vpcId: vpc-0abc
  routeTableIds: [rtb-0abc]
  replicas: { us-west-2: { vpcId: vpc-0def, routeTableIds: [rtb-0def] } }`;

describe("budget", () => {
  it("is the service's, and there once", () => {
    expect(Object.values(stackOf(budget).aws_budgets_budget ?? {})).toMatchObject([
      { name: "forum-dev", limit_amount: "50" },
    ]);
    expect(stackOf(budget, "us-west-2")).not.toHaveProperty("aws_budgets_budget");
  });

  it("is not there unless asked for", () => {
    expect(stackOf("")).not.toHaveProperty("aws_budgets_budget");
  });
});

describe("network", () => {
  it("has an endpoint in the VPC of each region", () => {
    expect(Object.values(stackOf(network).aws_vpc_endpoint ?? {})).toMatchObject([
      { vpc_id: "vpc-0abc", service_name: "com.amazonaws.us-east-1.dynamodb" },
    ]);
    expect(Object.values(stackOf(network, "us-west-2").aws_vpc_endpoint ?? {})).toMatchObject([
      { vpc_id: "vpc-0def", service_name: "com.amazonaws.us-west-2.dynamodb" },
    ]);
  });

  it("has none in a region whose VPC is not named", () => {
    const primaryOnly = "network: { vpcId: vpc-0abc, routeTableIds: [rtb-0abc] }";
    expect(stackOf(primaryOnly, "us-west-2")).not.toHaveProperty("aws_vpc_endpoint");
  });

  it("is not there unless asked for", () => {
    expect(stackOf("")).not.toHaveProperty("aws_vpc_endpoint");
  });
});

describe("trail", () => {
  const trail = "trail: { bucket: audit-logs, keyPrefix: forum, calls: writes }";

  it("logs the calls of each region's tables", () => {
    expect(Object.values(stackOf(trail).aws_cloudtrail ?? {})).toMatchObject([
      { name: "forum-dev", s3_bucket_name: "audit-logs", s3_key_prefix: "forum" },
    ]);
    expect(Object.values(stackOf(trail, "us-west-2").aws_cloudtrail ?? {})).toMatchObject([
      {
        advanced_event_selector: [
          {
            field_selector: [
              { field: "eventCategory" },
              { field: "resources.type" },
              { equals: ["${aws_dynamodb_table_replica.posts.arn}"] },
              { field: "readOnly", equals: ["false"] },
            ],
          },
        ],
      },
    ]);
  });

  it("is not there unless asked for", () => {
    expect(stackOf("")).not.toHaveProperty("aws_cloudtrail");
  });
});
