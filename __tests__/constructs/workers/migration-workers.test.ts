import { TerraformOutput, Token } from "cdktf";
import { describe, expect, it } from "vitest";
import { only, statements, type Terraform } from "../synthesized";
import { containing, image, secretArn, workersFor } from "./workers-stack";

const container = (terraform: Terraform) =>
  JSON.parse(String(only(terraform, "aws_batch_job_definition").container_properties)) as Record<
    string,
    unknown
  >;

describe("MigrationWorkers", () => {
  it("creates a compute environment on Fargate for 16 workers of 1 vCPU", () => {
    expect(only(workersFor(), "aws_batch_compute_environment")).toMatchObject({
      ...{ type: "MANAGED", state: "ENABLED", lifecycle: { create_before_destroy: true } },
      compute_resources: { type: "FARGATE", max_vcpus: 16, subnets: ["subnet-0abc"] },
    });
  });

  it("rounds the vCPUs of all workers up", () => {
    const small = { vcpu: 0.25, memoryMib: 512, maxWorkers: 10 };
    expect(only(workersFor(small), "aws_batch_compute_environment")).toMatchObject({
      compute_resources: { max_vcpus: 3 },
    });
  });

  it("uses Fargate Spot if asked to", () => {
    expect(only(workersFor({ spot: true }), "aws_batch_compute_environment")).toMatchObject({
      compute_resources: { type: "FARGATE_SPOT" },
    });
  });

  it("leaves the service role of Batch to Batch", () => {
    expect(only(workersFor(), "aws_batch_compute_environment")).not.toHaveProperty("service_role");
  });

  it("gives Batch the service role that it is told", () => {
    const serviceRoleArn = "arn:aws:iam::123456789012:role/batch";
    expect(only(workersFor({ serviceRoleArn }), "aws_batch_compute_environment").service_role).toBe(
      serviceRoleArn,
    );
  });

  it("executes work with the location of the job", () => {
    expect(container(workersFor())).toEqual({
      ...{ image, command: ["work", "Ref::location"] },
      jobRoleArn: containing("workers_JobRole"),
      executionRoleArn: containing("workers_ExecutionRole"),
      ...{ environment: [{ name: "AWS_REGION", value: "us-east-1" }], secrets: [] },
      resourceRequirements: [
        { type: "VCPU", value: "1" },
        { type: "MEMORY", value: "2048" },
      ],
      linuxParameters: { initProcessEnabled: true },
      networkConfiguration: { assignPublicIp: "DISABLED" },
      fargatePlatformConfiguration: { platformVersion: "LATEST" },
      runtimePlatform: { cpuArchitecture: "X86_64", operatingSystemFamily: "LINUX" },
      logConfiguration: {
        logDriver: "awslogs",
        options: {
          "awslogs-group": containing("aws_cloudwatch_log_group.workers_Log"),
          ...{ "awslogs-region": "us-east-1", "awslogs-stream-prefix": "worker" },
        },
      },
    });
  });

  it("starts a worker again unless its command is invalid or it was stopped", () => {
    expect(only(workersFor(), "aws_batch_job_definition")).toMatchObject({
      ...{ type: "container", platform_capabilities: ["FARGATE"], propagate_tags: true },
      retry_strategy: {
        attempts: 5,
        evaluate_on_exit: [
          { on_exit_code: "75", action: "RETRY" },
          { on_exit_code: "2", action: "EXIT" },
          { on_exit_code: "130", action: "EXIT" },
          { on_reason: "*", action: "RETRY" },
        ],
      },
      timeout: { attempt_duration_seconds: 1_209_600 },
    });
  });

  it("applies the settings of the container", () => {
    const terraform = workersFor({
      ...{ vcpu: 2, memoryMib: 5120, ephemeralStorageGib: 50, architecture: "ARM64", assignPublicIp: true },
      ...{ timeoutSeconds: 3600, tags: { Team: "forum" } },
    });
    expect(container(terraform)).toMatchObject({
      resourceRequirements: [{ value: "2" }, { value: "5120" }],
      ephemeralStorage: { sizeInGiB: 50 },
      runtimePlatform: { cpuArchitecture: "ARM64" },
      networkConfiguration: { assignPublicIp: "ENABLED" },
    });
    expect(only(terraform, "aws_batch_job_definition")).toMatchObject({
      ...{ timeout: { attempt_duration_seconds: 3600 }, tags: { Team: "forum" } },
    });
  });

  it("passes values as they are, and secrets by their ARNs", () => {
    const terraform = workersFor({
      environment: { STAGE: "prod" },
      secrets: { SHOP_URL: `${secretArn}:url::` },
    });
    expect(container(terraform)).toMatchObject({
      environment: [
        { name: "AWS_REGION", value: "us-east-1" },
        { name: "STAGE", value: "prod" },
      ],
      secrets: [{ name: "SHOP_URL", valueFrom: `${secretArn}:url::` }],
    });
  });

  it("keeps the log for 30 days", () => {
    expect(only(workersFor(), "aws_cloudwatch_log_group")).toMatchObject({
      ...{ name: "/dynamodb-migrate/forum-workers", retention_in_days: 30 },
    });
  });

  it("creates a queue of that name", () => {
    expect(only(workersFor(), "aws_batch_job_queue")).toMatchObject({
      ...{ name: "forum-workers", state: "ENABLED" },
      compute_environment_order: [
        { order: 1, compute_environment: containing("aws_batch_compute_environment") },
      ],
    });
  });
});

describe("the bucket of MigrationWorkers", () => {
  it("is named after the account", () => {
    expect(only(workersFor({ name: "Forum_Workers" }), "aws_s3_bucket").bucket).toMatch(
      /^forum-workers-\$\{data\.aws_caller_identity\..*\.account_id\}$/,
    );
  });

  it("is private", () => {
    expect(only(workersFor(), "aws_s3_bucket_public_access_block")).toMatchObject({
      ...{ block_public_acls: true, block_public_policy: true },
      ...{ ignore_public_acls: true, restrict_public_buckets: true },
    });
  });

  it("refuses requests without TLS", () => {
    expect(statements(only(workersFor(), "aws_s3_bucket_policy").policy)).toMatchObject([
      { Effect: "Deny", Action: "s3:*", Condition: { Bool: { "aws:SecureTransport": "false" } } },
    ]);
  });

  it("is encrypted", () => {
    expect(only(workersFor(), "aws_s3_bucket_server_side_encryption_configuration")).toMatchObject({
      rule: [{ apply_server_side_encryption_by_default: { sse_algorithm: "AES256" } }],
    });
  });

  it("keeps replaced objects for a day", () => {
    expect(only(workersFor(), "aws_s3_bucket_versioning")).toMatchObject({
      versioning_configuration: { status: "Enabled" },
    });
    expect(only(workersFor(), "aws_s3_bucket_lifecycle_configuration")).toMatchObject({
      rule: [{ status: "Enabled", noncurrent_version_expiration: [{ noncurrent_days: 1 }] }],
    });
  });

  it("is not created if there is one", () => {
    expect(workersFor({ bucket: { name: "acme-runs" } }).resource).not.toHaveProperty("aws_s3_bucket");
  });
});

it("describes the workers for the command line", () => {
  const { output } = workersFor({}, (workers, stack) => {
    new TerraformOutput(stack, "output", { value: Token.asAny(workers.describe()) });
  }) as unknown as { output: Record<string, { value: unknown }> };
  expect(output.output?.value).toEqual({
    ...{ formatVersion: 1, region: "us-east-1", maxWorkers: 16 },
    queueArn: containing("aws_batch_job_queue.workers_Queue"),
    jobDefinitionArn: containing("aws_batch_job_definition.workers_JobDefinition"),
    location: expect.stringMatching(/^s3:\/\/\$\{aws_s3_bucket\.workers_Bucket\w+\.id\}\/runs$/) as string,
    logGroup: containing("aws_cloudwatch_log_group.workers_Log"),
  });
});
