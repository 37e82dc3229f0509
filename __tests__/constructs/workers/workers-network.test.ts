import { describe, expect, it } from "vitest";
import type { MigrationWorkersProps } from "../../../constructs";
import { only } from "../synthesized";
import { all, containing, named, secretArn, workersFor } from "./workers-stack";

describe("the network of MigrationWorkers", () => {
  it("has a security group without ingress", () => {
    const group = only(workersFor(), "aws_security_group");
    expect(group).toMatchObject({ name: "forum-workers", vpc_id: "vpc-0abc", egress: [{ protocol: "-1" }] });
    expect(group).not.toHaveProperty("ingress");
  });

  it("uses the security groups that it is told", () => {
    const terraform = workersFor({ securityGroupIds: ["sg-0abc"], vpcId: undefined });
    expect(terraform.resource).not.toHaveProperty("aws_security_group");
    expect(only(terraform, "aws_batch_compute_environment")).toMatchObject({
      compute_resources: { security_group_ids: ["sg-0abc"] },
    });
  });

  const services = (props: Partial<MigrationWorkersProps>) =>
    all(workersFor(props), "aws_vpc_endpoint").map(({ service_name, vpc_endpoint_type }) => [
      String(service_name).replace("com.amazonaws.us-east-1.", ""),
      vpc_endpoint_type,
    ]);

  it("has no endpoints by default", () => {
    expect(services({})).toEqual([]);
  });

  it("has the endpoints that private subnets need", () => {
    expect(
      services({ endpoints: { routeTableIds: ["rtb-0abc"] }, secrets: { URL: secretArn } }).toSorted(),
    ).toEqual([
      ["dynamodb", "Gateway"],
      ["ecr.api", "Interface"],
      ["ecr.dkr", "Interface"],
      ["logs", "Interface"],
      ["s3", "Gateway"],
      ["secretsmanager", "Interface"],
    ]);
  });

  it("leaves the endpoint to DynamoDB out if there is one", () => {
    expect(services({ endpoints: { routeTableIds: ["rtb-0abc"], dynamodb: false } })).not.toContainEqual([
      "dynamodb",
      "Gateway",
    ]);
  });

  it("lets only the workers use the interface endpoints", () => {
    const terraform = workersFor({ endpoints: { routeTableIds: ["rtb-0abc"] } });
    expect(named(terraform, "aws_security_group", "forum-workers-endpoints")).toMatchObject({
      ingress: [{ from_port: 443, to_port: 443, security_groups: [containing("workers_SecurityGroup")] }],
    });
  });
});
