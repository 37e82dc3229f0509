import { TerraformStack, Testing } from "cdktf";
import { describe, expect, it } from "vitest";
import { Attribute, DaxCluster, type DaxClusterProps, DynamoTable } from "../../../constructs";
import { only, statements, synthesized, type Terraform } from "../synthesized";

function clusterIn(props: Partial<DaxClusterProps> = {}, look = (_: DaxCluster) => {}): Terraform {
  return synthesized((stack) => {
    const table = new DynamoTable(stack, "posts", {
      ...{ name: "Posts", partitionKey: Attribute.string("postId"), logicalId: "posts" },
    });
    const cluster = new DaxCluster(stack, "dax", {
      ...{ name: "forum", nodeType: "dax.r5.large", subnetIds: ["subnet-0a"] },
      grants: [{ table, access: "read" }],
      ...props,
    });
    look(cluster);
  });
}

describe("DaxCluster", () => {
  it("minimal", () => {
    expect(only(clusterIn(), "aws_dax_cluster")).toEqual({
      cluster_name: "forum",
      node_type: "dax.r5.large",
      replication_factor: 3,
      iam_role_arn: "${aws_iam_role.dax_Role_C5A5845A.arn}",
      subnet_group_name: "${aws_dax_subnet_group.dax_Subnets_FCD64BE6.name}",
      server_side_encryption: { enabled: true },
      cluster_endpoint_encryption_type: "TLS",
    });
  });

  it("maximum properties", () => {
    const props = {
      nodes: 1,
      securityGroupIds: ["sg-0a"],
      notifyTopicArn: "arn:topic",
      tags: { Team: "forum" },
    };
    expect(only(clusterIn(props), "aws_dax_cluster")).toMatchObject({
      replication_factor: 1,
      security_group_ids: ["sg-0a"],
      notification_topic_arn: "arn:topic",
      tags: { Team: "forum" },
    });
  });

  it("lies in its subnets", () => {
    expect(only(clusterIn(), "aws_dax_subnet_group")).toEqual({ name: "forum", subnet_ids: ["subnet-0a"] });
  });

  it("has a role that is trusted to DAX in this account and may do what was granted", () => {
    const terraform = clusterIn();
    expect(statements(only(terraform, "aws_iam_role").assume_role_policy)).toMatchObject([
      { Principal: { Service: "dax.amazonaws.com" }, Condition: { StringEquals: {} } },
    ]);
    expect(statements(only(terraform, "aws_iam_role_policy").policy)).toMatchObject([
      { Resource: ["${aws_dynamodb_table.posts.arn}"] },
    ]);
  });

  it("tells clients where it is", () => {
    const endpoints: string[] = [];
    clusterIn({}, ({ endpoint }) => endpoints.push(endpoint));
    expect(endpoints).toEqual([expect.stringMatching(/^daxs:\/\//)]);
  });

  it("throws one error that lists every rule that is broken", () => {
    const stack = new TerraformStack(Testing.app(), "stack");
    const props = { name: "Forum", nodeType: "large", subnetIds: [], grants: [] };
    expect(() => new DaxCluster(stack, "dax", props)).toThrow(
      /name: .*\n.*nodeType: .*\n.*subnetIds: .*\n.*grants: /,
    );
  });
});
