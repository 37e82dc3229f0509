import { App } from "cdktf";
import { describe, expect, it } from "vitest";
import { buildStacks, loadTables } from "../../stacks";
import { writtenStack } from "./written-stacks";

const minimal = `
service: forum
environment: dev
regions: { primary: us-east-1, replicas: [us-west-2, eu-west-1] }
taskRoles: { web: { posts: read } }
tables:
  posts:
    partitionKey: postId
`;
const replica = (more = "") => writtenStack(`${minimal}${more}`, "forum-dev-us-west-2");

describe("ReplicaStack", () => {
  it("exists for each replica region", () => {
    const stacks = buildStacks(new App({ outdir: "/tmp" }), loadTables("tables.yaml", minimal), {
      projectDir: "/tmp",
    });
    expect(stacks.replicas.map((stack) => stack.node.id)).toEqual([
      "forum-dev-us-west-2",
      "forum-dev-eu-west-1",
    ]);
  });

  it("is applied after the primary stack", () => {
    const stacks = buildStacks(new App({ outdir: "/tmp" }), loadTables("tables.yaml", minimal), {
      projectDir: "/tmp",
    });
    expect(stacks.replicas[0]?.dependencies).toEqual([stacks.primary]);
  });

  it("works in its own region", () => {
    expect(replica().provider.aws).toEqual([{ region: "us-west-2" }]);
  });

  it("reads no other stack's state", () => {
    expect(Object.keys(replica().data ?? {})).toEqual([
      "aws_caller_identity",
      "aws_dynamodb_table",
      "aws_partition",
    ]);
  });

  it("gives each replica the address of its table's id", () => {
    expect(Object.keys(replica().resource.aws_dynamodb_table_replica ?? {})).toEqual(["posts"]);
  });

  it("creates a key for tables with customer-managed encryption", () => {
    const { resource } = replica("defaults: { encryption: customer-managed }");
    expect(Object.values(resource.aws_kms_alias ?? {})).toMatchObject([{ name: "alias/forum-dev-dynamodb" }]);
  });

  it("gives a replica the settings of its region", () => {
    const { resource } = replica(`    billing: { read: { min: 5, max: 100 }, write: { min: 5, max: 100 } }
    replicas:
      us-west-2:
        tableClass: standard-infrequent-access
        read: { min: 20, max: 400 }
        insights: true
        pointInTimeRecovery: false
`);
    expect(resource.aws_dynamodb_table_replica?.posts).toMatchObject({
      table_class_override: "STANDARD_INFREQUENT_ACCESS",
      point_in_time_recovery: false,
    });
    expect(Object.values(resource.aws_appautoscaling_target ?? {})).toMatchObject([
      { min_capacity: 20, max_capacity: 400 },
    ]);
    expect(Object.values(resource.aws_dynamodb_contributor_insights ?? {})).toHaveLength(1);
  });

  it("gives a replica nothing that is another region's", () => {
    const { resource } = replica("    replicas: { eu-west-1: { tableClass: standard-infrequent-access } }\n");
    expect(resource.aws_dynamodb_table_replica?.posts).not.toHaveProperty("table_class_override");
  });

  it("is alarmed by the capacity that its replica has there", () => {
    const { resource } = replica(`    billing: { read: { min: 5, max: 100 }, write: { min: 5, max: 100 } }
    replicas: { us-west-2: { read: { min: 20, max: 400 } } }
alarms: {}
`);
    const alarms = Object.values(resource.aws_cloudwatch_metric_alarm ?? {});
    const { metric_query: queries } =
      alarms.find(({ alarm_name: name }) => name === "forum-dev-posts-read-capacity") ?? {};
    expect(queries).toContainEqual(
      expect.objectContaining({ expression: "100 * used / PERIOD(used) / 400" }),
    );
  });

  it("tells other programs of its replicas", () => {
    expect(replica().output.dynamodb_tables?.value).toMatchObject({
      region: "us-west-2",
      role: "replica",
      tables: {
        posts: {
          name: "forum-dev-posts",
          arn: "${aws_dynamodb_table_replica.posts.arn}",
          streamArn: "${data.aws_dynamodb_table.replicas_posts_Deployed_259F6B4F.stream_arn}",
          replicaRegions: ["us-west-2", "eu-west-1"],
        },
      },
    });
  });

  it("tells task definitions in its region of the primary stack's roles", () => {
    expect(replica().output.task_roles?.value).toEqual({
      web: {
        arn: "arn:${data.aws_partition.account_partition_32ACE770.partition}:iam::${data.aws_caller_identity.account_identity_B7F107C0.account_id}:role/forum-dev-web",
        environment: [
          { name: "AWS_REGION", value: "us-west-2" },
          { name: "POSTS_TABLE", value: "forum-dev-posts" },
        ],
      },
    });
  });
});
