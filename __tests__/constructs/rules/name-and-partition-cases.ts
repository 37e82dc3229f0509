import { Attribute, type ServiceAlarmsProps } from "../../../constructs";
import {
  arnPartitionViolations,
  environmentNameViolations,
  replicaRegionViolations,
  samePartitionViolations,
  serviceAlarmNameViolations,
} from "../../../constructs/internal";
import { inTable, key } from "./broken-settings";
import type { RuleCase } from "./rule-case";

const inAlarms = (names: Record<string, string>, more: Partial<ServiceAlarmsProps> = {}) =>
  serviceAlarmNameViolations({
    name: "shop-prod",
    tables: Object.fromEntries(Object.entries(names).map(([id, name]) => [id, { name, partitionKey: key }])),
    ...{ throttledRequests: false, readThrottles: false, writeThrottles: false, systemErrors: false },
    ...{ latency: false, userErrors: false },
    ...more,
  });
const byUser = { ByUser: { partitionKey: Attribute.string("user") } };

export const nameAndPartitionCases: RuleCase[] = [
  {
    rule: "name-unique",
    when: "an index's alarm is called like that of another table",
    violations: inAlarms(
      {},
      {
        readThrottles: {},
        tables: {
          orders: { name: "orders", partitionKey: key, indexes: byUser },
          byUser: { name: "orders-ByUser", partitionKey: key },
        },
      },
    ),
    path: "tables.byUser",
    message:
      'must have alarms of other names than tables.orders, got "orders-ByUser-read-throttles" for both; rename one of the tables or indexes',
  },
  {
    rule: "name-unique",
    when: "a table is called like the service, whose alarm over everything has its name",
    violations: inAlarms({ all: "shop-prod" }, { systemErrors: {} }),
    path: "tables.all",
    message:
      'must have alarms of other names than name, got "shop-prod" for both; rename one of the tables or indexes',
  },
  {
    rule: "alarm-name",
    when: "a table's name leaves no room for an alarm's",
    violations: inAlarms({ long: "a".repeat(242) }, { systemErrors: {} }),
    path: "tables.long",
    message: "an alarm's name must have 1 to 255 characters, got 256",
  },
  {
    rule: "environment-unique",
    when: "two tables of a role have one variable",
    violations: environmentNameViolations(["orders", "users", "Orders"], (position) => ["grants", position]),
    path: "grants.2",
    message:
      'must have another variable than the table "orders", got ORDERS_TABLE for both; grant them to different roles, or rename one',
  },
  {
    rule: "region-partition",
    when: "a replica is in China and its table is not",
    violations: replicaRegionViolations(["replicaRegions"], ["us-west-2", "cn-north-1"], "us-east-1"),
    path: "replicaRegions.1",
    message: 'must be a region of the partition aws, as us-east-1 is, got "cn-north-1" of aws-cn',
  },
  {
    rule: "region-partition",
    when: "backups of the European Sovereign Cloud are copied to another cloud",
    violations: samePartitionViolations(["copyTo"], "eu-central-1", "eusc-de-east-1"),
    path: "copyTo",
    message: 'must be a region of the partition aws-eusc, as eusc-de-east-1 is, got "eu-central-1" of aws',
  },
  {
    rule: "arn-partition",
    when: "a role is one of the public cloud and the tables are in GovCloud",
    violations: arnPartitionViolations(["assumedBy", 0], "arn:aws:iam::123456789012:role/a", "us-gov-west-1"),
    path: "assumedBy.0",
    message:
      'must be an ARN of the partition aws-us-gov, as us-gov-west-1 is, got "arn:aws:iam::123456789012:role/a"',
  },
  {
    rule: "arn-partition",
    when: "a key's ARN names a region of China in the public cloud",
    violations: inTable({
      region: "cn-north-1",
      encryption: { kind: "customer-managed", keyArn: "arn:aws:kms:cn-north-1:123456789012:key/1" },
    }),
    path: "encryption.keyArn",
    message:
      'must be an ARN of the partition aws-cn, as cn-north-1 is, got "arn:aws:kms:cn-north-1:123456789012:key/1"',
  },
  {
    rule: "encryption-key",
    when: "the key of a table whose region is given is in another region",
    violations: inTable({
      region: "us-east-1",
      encryption: { kind: "customer-managed", keyArn: "arn:aws:kms:us-west-2:123456789012:key/1" },
    }),
    path: "encryption.keyArn",
    message: "must be a key in us-east-1, got one in us-west-2",
  },
];
