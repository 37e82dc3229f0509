import { describe, expect, it } from "vitest";
import { Grantee, MigrationWorkers } from "../../../constructs";
import { statements, synthesized, type Terraform } from "../synthesized";
import { containing, image, named, secretArn, table, workersFor } from "./workers-stack";

const policy = (terraform: Terraform, name: string) =>
  statements(named(terraform, "aws_iam_role_policy", name).policy);
const allowed = (terraform: Terraform, name: string) =>
  policy(terraform, name).map(({ Action, Resource }) => [Action, Resource]);

describe("the roles of MigrationWorkers", () => {
  it("let the workers use the state of runs below the prefix, and nothing else in S3", () => {
    expect(policy(workersFor({ bucket: { name: "acme-runs" }, prefix: "forum" }), "run-state")).toEqual([
      {
        Effect: "Allow",
        Action: ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
        Resource: [containing(":s3:::acme-runs/forum/*")],
      },
      {
        Effect: "Allow",
        Action: ["s3:ListBucket"],
        Resource: [expect.stringMatching(/:s3:::acme-runs$/)],
        Condition: { StringLikeIfExists: { "s3:prefix": ["forum/*"] } },
      },
    ]);
  });

  it("let the workers use the key of the bucket through S3", () => {
    const keyArn = "arn:aws:kms:us-east-1:123456789012:key/1";
    expect(policy(workersFor({ bucket: { name: "acme-runs", keyArn } }), "run-state")).toContainEqual({
      Effect: "Allow",
      Action: ["kms:GenerateDataKey", "kms:Decrypt"],
      Resource: [keyArn],
      Condition: { StringLike: { "kms:ViaService": "s3.*.amazonaws.*" } },
    });
  });

  it("let the workers move rows into the tables as a migration role does", () => {
    const [statement] = policy(workersFor(), "dynamodb-tables");
    expect(statement).toMatchObject({ Resource: [containing("aws_dynamodb_table.Posts")] });
    expect(statement?.Action).toEqual(
      expect.arrayContaining(["dynamodb:BatchWriteItem", "dynamodb:PutItem"]),
    );
  });

  it("let the workers read a source, and not write it", () => {
    const terraform = synthesized((stack) => {
      new MigrationWorkers(stack, "workers", {
        ...{
          name: "forum-workers",
          region: "us-east-1",
          image,
          subnetIds: ["subnet-0abc"],
          vpcId: "vpc-0abc",
        },
        ...{ tables: [table(stack, "Posts")], sources: [table(stack, "OldPosts")] },
      });
    });
    expect(policy(terraform, "dynamodb-tables")).toContainEqual({
      Effect: "Allow",
      Action: ["dynamodb:DescribeTable", "dynamodb:Scan"],
      Resource: [containing("aws_dynamodb_table.OldPosts")],
    });
  });

  it("let ECS pull that image, write that log and read those secrets", () => {
    const secrets = {
      ...{ SHOP_URL: `${secretArn}:url::`, SHOP_USER: `${secretArn}:user::` },
      TOKEN: "arn:aws:ssm:us-east-1:123456789012:parameter/shop/token",
    };
    const secretKeyArns = ["arn:aws:kms:us-east-1:123456789012:key/1"];
    expect(allowed(workersFor({ secrets, secretKeyArns }), "execution")).toEqual([
      [["ecr:GetAuthorizationToken"], ["*"]],
      [
        ["ecr:BatchCheckLayerAvailability", "ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage"],
        [containing(":ecr:us-east-1:123456789012:repository/forum-migration")],
      ],
      [["logs:CreateLogStream", "logs:PutLogEvents"], [containing("aws_cloudwatch_log_group.workers_Log")]],
      [["secretsmanager:GetSecretValue"], [secretArn]],
      [["ssm:GetParameters"], [secrets.TOKEN]],
      [["kms:Decrypt"], secretKeyArns],
    ]);
  });

  it("grant nothing in ECR for an image of another registry", () => {
    const terraform = workersFor({ image: "ghcr.io/acme/forum-migration:1" });
    expect(allowed(terraform, "execution")).toHaveLength(1);
  });

  it.each(["forum-workers-job", "forum-workers-execution"])("let ECS alone assume %s", (name) => {
    const [trust] = statements(named(workersFor(), "aws_iam_role", name).assume_role_policy);
    expect(trust).toMatchObject({ Principal: { Service: "ecs-tasks.amazonaws.com" } });
  });

  it("let an operator submit and end jobs of the workers, and use the state of runs", () => {
    const terraform = workersFor({}, (workers) => workers.grantOperator(Grantee.role("pipeline")));
    expect(allowed(terraform, "workers-forum-workers")).toEqual([
      [["s3:GetObject", "s3:PutObject", "s3:DeleteObject"], [containing("/runs/*")]],
      [["s3:ListBucket"], [containing("aws_s3_bucket.workers_Bucket")]],
      [
        ["batch:SubmitJob"],
        [
          containing("aws_batch_job_queue.workers_Queue"),
          ...[containing("job-definition/forum-workers"), containing("job-definition/forum-workers:*")],
        ],
      ],
      [["batch:TerminateJob"], [containing("job/*")]],
      [["batch:DescribeJobs"], ["*"]],
    ]);
  });
});
