import { describe, expect, it } from "vitest";
import { type WrittenStack, writtenStack } from "./written-stacks";

const minimal = `
service: forum
environment: dev
regions: { primary: us-east-1, replicas: [us-west-2] }
tables:
  posts: { partitionKey: postId }
  users: { partitionKey: userId }
`;
const workers = "migrationWorkers: { image: forum:1, vpcId: vpc-0abc, subnetIds: [subnet-0abc] }\n";
const stackOf = (more: string, region = "us-east-1") =>
  writtenStack(`${minimal}${more}`, `forum-dev-${region}`);
const all = ({ resource }: WrittenStack, type: string) => Object.values(resource[type] ?? {});
const policyOf = (stack: WrittenStack, name: string) =>
  String(all(stack, "aws_iam_role_policy").find((policy) => policy.name === name)?.policy);

describe("migrationWorkers", () => {
  it("creates no queue unless it is in the file", () => {
    expect(all(stackOf(""), "aws_batch_job_queue")).toEqual([]);
  });

  it("creates a queue and a job definition in the primary region", () => {
    expect(all(stackOf(workers), "aws_batch_job_queue")).toMatchObject([{ name: "forum-dev-workers" }]);
    expect(all(stackOf(workers), "aws_batch_job_definition")).toMatchObject([{ name: "forum-dev-workers" }]);
  });

  it("creates nothing in the region of a replica", () => {
    const replica = stackOf(workers, "us-west-2");
    expect(all(replica, "aws_batch_job_queue")).toEqual([]);
    expect(replica.output).not.toHaveProperty("migration_workers");
  });

  it("describes the workers in an output", () => {
    expect(stackOf(workers).output.migration_workers?.value).toMatchObject({
      ...{ formatVersion: 1, region: "us-east-1", maxWorkers: 16 },
      queueArn: expect.stringContaining("aws_batch_job_queue.migrationWorkers_Queue") as string,
    });
  });

  it("lets the workers write all tables of the file", () => {
    const policy = policyOf(stackOf(workers), "dynamodb-tables");
    expect(policy).toContain("aws_dynamodb_table.posts.arn");
    expect(policy).toContain("aws_dynamodb_table.users.arn");
  });

  it("lets the role of dynamodb-migrate submit jobs of the workers", () => {
    const role = 'migrationRole: { assumedBy: ["arn:aws:iam::123456789012:role/ops"] }\n';
    expect(policyOf(stackOf(`${workers}${role}`), "workers-forum-dev-workers")).toContain("batch:SubmitJob");
  });

  it("leaves the endpoint to DynamoDB to the network of the file", () => {
    const settings = workers.replace(" }", ", endpoints: { routeTableIds: [rtb-0abc] } }");
    const network = "network: { vpcId: vpc-0abc, routeTableIds: [rtb-0abc] }\n";
    const ofDynamoDb = (stack: WrittenStack) =>
      all(stack, "aws_vpc_endpoint").filter(({ service_name }) => String(service_name).endsWith("dynamodb"));
    expect(ofDynamoDb(stackOf(settings))).toHaveLength(1);
    expect(ofDynamoDb(stackOf(`${settings}${network}`))).toHaveLength(1);
  });
});
