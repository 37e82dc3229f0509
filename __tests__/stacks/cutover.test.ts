import { describe, expect, it } from "vitest";
import { type WrittenStack, writtenStack } from "./written-stacks";

const minimal = `
service: forum
environment: dev
regions: { primary: us-east-1, replicas: [us-west-2] }
tables:
  posts: { partitionKey: postId }
taskRoles:
  web: { posts: read-write }
  search: { posts: read }
`;
const stackOf = (more: string, region = "us-east-1") =>
  writtenStack(`${minimal}${more}`, `forum-dev-${region}`);
const cutover = "cutover: { region: us-east-1, taskRoles: [web] }\n";
const all = ({ resource }: WrittenStack, type: string) => Object.values(resource[type] ?? {});
const table = (stack: WrittenStack, name: string) =>
  all(stack, "aws_dynamodb_table").find((one) => one.name === `forum-dev-cutover-${name}`);
const policyNames = (more: string, role: string) =>
  all(stackOf(more), "aws_iam_role_policy")
    .filter((policy) => String(policy.role).includes(role))
    .map(({ name }) => name);

describe("cutover", () => {
  it("creates no tables unless it is in the file", () => {
    expect(all(stackOf(""), "aws_dynamodb_table")).toHaveLength(1);
  });

  it.each(["control", "ledger"])("creates the table %s in the primary region", (name) => {
    expect(table(stackOf(cutover), name)).toMatchObject({ deletion_protection_enabled: true });
  });

  it("creates nothing in the region of a replica", () => {
    const replica = stackOf(cutover, "us-west-2");
    expect(all(replica, "aws_dynamodb_table")).toEqual([]);
    expect(replica.output).not.toHaveProperty("dynamodb_cutover");
  });

  it("applies the defaults of tables to both tables", () => {
    const defaults = "defaults: { pointInTimeRecovery: 7, tags: { Team: web }, deletionProtection: false }\n";
    expect(table(stackOf(`${cutover}${defaults}`), "ledger")).toMatchObject({
      ...{ deletion_protection_enabled: false, tags: { Team: "web" } },
      point_in_time_recovery: { enabled: true, recovery_period_in_days: 7 },
    });
  });

  it("prefers its own protection to that of the defaults", () => {
    const own = "cutover: { region: us-east-1, deletionProtection: false }\n";
    expect(table(stackOf(own), "control")).toMatchObject({ deletion_protection_enabled: false });
  });

  it("encrypts both tables with the key of the service's tables", () => {
    const stack = stackOf(`${cutover}defaults: { encryption: customer-managed }\n`);
    expect(all(stack, "aws_kms_key")).toHaveLength(1);
    expect(table(stack, "control")?.server_side_encryption).toEqual(
      table(stack, "ledger")?.server_side_encryption,
    );
  });

  it("describes both tables in an output", () => {
    expect(stackOf(cutover).output.dynamodb_cutover?.value).toMatchObject({
      ...{ formatVersion: 1, region: "us-east-1" },
      control: { name: expect.stringContaining("aws_dynamodb_table.cutover_Control") as string },
      ledger: { arn: expect.stringContaining("aws_dynamodb_table.cutover_Ledger") as string },
    });
  });

  it("grants both tables to the task roles that it names", () => {
    expect(policyNames(cutover, "taskRoles_web")).toEqual(
      expect.arrayContaining(["dynamodb-forum-dev-cutover-control", "dynamodb-forum-dev-cutover-ledger"]),
    );
  });

  it("grants nothing to another task role", () => {
    expect(policyNames(cutover, "taskRoles_search")).toEqual(["dynamodb-tables"]);
  });

  it("grants both tables to the role of dynamodb-migrate", () => {
    const role = 'migrationRole: { assumedBy: ["arn:aws:iam::123456789012:role/ops"] }\n';
    expect(policyNames(`${cutover}${role}`, "migrationRole")).toEqual(
      expect.arrayContaining(["dynamodb-forum-dev-cutover-control", "dynamodb-forum-dev-cutover-ledger"]),
    );
  });

  it("lets the role of dynamodb-migrate change single items of the tables", () => {
    const role = 'migrationRole: { assumedBy: ["arn:aws:iam::123456789012:role/ops"] }\n';
    const policy = all(stackOf(`${cutover}${role}`), "aws_iam_role_policy").find(
      ({ name }) => name === "dynamodb-migration",
    );
    expect(policy?.policy).toContain("dynamodb:UpdateItem");
  });

  it("names both tables in the environment of the services that it names", () => {
    const roles = stackOf(cutover).output.task_roles?.value as Record<string, { environment: object[] }>;
    expect(roles.web?.environment).toEqual([
      { name: "AWS_REGION", value: "us-east-1" },
      { name: "POSTS_TABLE", value: "forum-dev-posts" },
      { name: "CUTOVER_CONTROL_TABLE", value: "forum-dev-cutover-control" },
      { name: "CUTOVER_LEDGER_TABLE", value: "forum-dev-cutover-ledger" },
    ]);
    expect(roles.search?.environment).toHaveLength(2);
  });

  it("notifies the addresses of the file by the topic of the other alarms", () => {
    const stack = stackOf(`${cutover}alarms: { emails: [ops@example.com] }\n`);
    const gate = all(stack, "aws_cloudwatch_metric_alarm").find(
      ({ alarm_name }) => alarm_name === "forum-dev-cutover-red-gate",
    );
    expect(all(stack, "aws_sns_topic")).toHaveLength(1);
    expect(gate?.alarm_actions).toHaveLength(1);
  });

  it("has alarms in a file without alarms", () => {
    expect(all(stackOf(cutover), "aws_cloudwatch_metric_alarm")).toHaveLength(4);
  });

  it("shows its alarms and graphs in the dashboard", () => {
    const [dashboard] = all(stackOf(`${cutover}dashboard: true\n`), "aws_cloudwatch_dashboard");
    expect(dashboard?.dashboard_body).toContain("forum-dev-cutover: calls of each store");
    expect(dashboard?.dashboard_body).toContain("aws_cloudwatch_metric_alarm.cutover_RedGate");
  });

  it("needs no region with strongly consistent replicas", () => {
    const strong = "replication: { consistency: strong, witness: us-east-2 }\ncutover: {}\n";
    expect(table(stackOf(strong), "control")).toBeDefined();
  });
});
