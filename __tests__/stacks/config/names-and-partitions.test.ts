import { describe, expect, it } from "vitest";
import { loadTables } from "../../../stacks";

const load = (text: string, region = "us-east-1") =>
  loadTables(
    "tables.yaml",
    `service: shop
environment: prod
regions: { primary: ${region} }
${text}`,
  );
const tables = "tables: { orders: { partitionKey: id } }";

describe("a name that two things would have is refused", () => {
  it.each([
    {
      of: "alarms of an index and of another table",
      text: `alarms: {}
tables:
  orders: { partitionKey: id, indexes: { ByUser: { partitionKey: user } } }
  orders-ByUser: { partitionKey: id }`,
      message:
        'tables.yaml:7:3 orders-ByUser: must have alarms of other names than tables.orders, got "shop-prod-orders-ByUser-read-throttles" for both',
    },
    {
      of: "the alarm over the service and that over a table",
      text: "alarms: {}\ntables: { all: { name: shop-prod, partitionKey: id } }",
      message: 'tables.yaml:5:11 all: must have alarms of other names than name, got "shop-prod" for both',
    },
    {
      of: "variables of two tables of a role",
      text: `tables: { orders: { partitionKey: id }, Orders: { partitionKey: id } }
taskRoles: { web: { orders: read, Orders: read } }`,
      message:
        'tables.yaml:5:35 taskRoles.web.Orders: must have another variable than the table "orders", got ORDERS_TABLE for both',
    },
    {
      of: "a task role and the role of the runner",
      text: `${tables}
migrationRole: { assumedBy: ["arn:aws:iam::123456789012:role/ci"] }
taskRoles: { migration: { orders: read } }`,
      message:
        "tables.yaml:6:14 taskRoles.migration: must be another id: the role of migrationRole has the same name in IAM",
    },
    {
      of: "two inline policies of a user",
      text: `${tables}
tablePrefixPolicies: { a: { prefix: Shop, user: u }, b: { prefix: Shop, user: u } }`,
      message:
        "tables.yaml:5:67 tablePrefixPolicies.b.prefix: must be another prefix than that of a: the user u would have two inline policies called dynamodb-Shop",
    },
  ])("$of", ({ text, message }) => {
    expect(() => load(text)).toThrow(message);
  });

  it("an alarm's name of more than 255 characters, with its place in the file", () => {
    expect(() =>
      load(`alarms: {}\ntables: { long: { name: ${"a".repeat(250)}, partitionKey: id } }`),
    ).toThrow("tables.yaml:5:11 long: an alarm's name must have 1 to 255 characters, got 269");
  });

  it("but prefixes alike of two users are not", () => {
    const policies = "tablePrefixPolicies: { a: { prefix: Shop, user: u }, b: { prefix: Shop, user: v } }";
    expect(() => load(`${tables}\n${policies}`)).not.toThrow();
  });
});

describe("another partition of AWS is refused", () => {
  it.each([
    {
      of: "a region for replicas",
      text: `${tables}\nenvironments: { prod: { regions: { replicas: [us-gov-west-1] } } }`,
      message: 'must be a region of the partition aws, as us-east-1 is, got "us-gov-west-1" of aws-us-gov',
    },
    {
      of: "a region for copies of backups",
      text: `${tables}\nbackup: { schedule: "cron(0 3 * * ? *)", retentionDays: 30, copyTo: cn-north-1 }`,
      message:
        'tables.yaml:5:69 backup.copyTo: must be a region of the partition aws, as us-east-1 is, got "cn-north-1"',
    },
    {
      of: "a role of the runner's pipeline",
      text: `${tables}\nmigrationRole: { assumedBy: ["arn:aws-cn:iam::123456789012:role/ci"] }`,
      message:
        "tables.yaml:5:30 migrationRole.assumedBy[0]: must be an ARN of the partition aws, as us-east-1 is",
    },
    {
      of: "Terraform's role",
      text: `${tables}\nprovider: { assumeRole: { roleArn: "arn:aws:iam::123456789012:role/ci" } }`,
      region: "eusc-de-east-1",
      message: "provider.assumeRole.roleArn: must be an ARN of the partition aws-eusc, as eusc-de-east-1 is",
    },
  ])("as $of", ({ text, region, message }) => {
    expect(() => load(text, region)).toThrow(message);
  });

  it("but not the partition that all of it is in", () => {
    const text = `${tables}
backup: { schedule: "cron(0 3 * * ? *)", retentionDays: 30, copyTo: cn-northwest-1 }
migrationRole: { assumedBy: ["arn:aws-cn:iam::123456789012:role/ci"] }`;
    expect(() => load(text, "cn-north-1")).not.toThrow();
  });
});
