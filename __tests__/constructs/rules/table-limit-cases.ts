import { Attribute, Billing, Capacity } from "../../../constructs";
import {
  encryptionKeyReplicaViolations,
  encryptionKeyViolations,
  replicationViolations,
  streamArnViolations,
  tagViolations,
} from "../../../constructs/internal";
import { inIndex, inTable, numbered, provisioned, scaledReads } from "./broken-settings";
import { letters, type LimitCase, limitsOf, listOf } from "./limit-case";

const sortKey = Attribute.string("at");
const byUser = { partitionKey: Attribute.string("user") };
const local = (count: number) => numbered(count, { sortKey: Attribute.string("at2") });
const keys = (count: number) => attributes(count).map((name) => Attribute.string(name));
const attributes = (count: number) => Array.from({ length: count }, (_, position) => `a${position}`);
const schedule = (count: number) => listOf(count, { cron: "cron(0 8 * * ? *)", min: 1, max: 2 });
const cron = (text: string) =>
  scaledReads({ min: 1, max: 2, schedule: [{ cron: `cron(${text})`, min: 1, max: 2 }] });

const keyAndIndexLimits: LimitCase[] = [
  ...limitsOf("table-name", (name: string) => inTable({ name }), {
    "3 characters": ["abc", "ab"],
    "255 characters": [letters(255), letters(256)],
  }),
  ...limitsOf("index-name", (name: string) => inTable({ indexes: { [name]: byUser } }), {
    "3 characters": ["abc", "ab"],
    "255 characters": [letters(255), letters(256)],
  }),
  ...limitsOf("attribute-name", (name: string) => inTable({ partitionKey: Attribute.string(name) }), {
    "1 character": ["a", ""],
    "255 characters": [letters(255), letters(256)],
  }),
  ...limitsOf("ttl-attribute", (ttl: string) => inTable({ ttl }), {
    "1 character": ["a", ""],
    "255 characters": [letters(255), letters(256)],
  }),
  ...limitsOf("global-index-count", (count: number) => inTable({ indexes: numbered(count, byUser) }), {
    "20 global indexes": [20, 21],
  }),
  ...limitsOf("index-key-count", (count: number) => inIndex({ partitionKey: keys(count) }), {
    "1 partition key attribute": [1, 0],
    "4 partition key attributes": [4, 5],
  }),
  ...limitsOf("index-key-count", (count: number) => inIndex({ sortKey: keys(count) }), {
    "1 sort key attribute": [1, 0],
    "4 sort key attributes": [4, 5],
  }),
  ...limitsOf("local-index-count", (count: number) => inTable({ sortKey, localIndexes: local(count) }), {
    "5 local indexes": [5, 6],
  }),
  ...limitsOf("local-index-sort-key", (count: number) => inTable({ localIndexes: local(count) }), {
    "no local index": [0, 1],
  }),
  ...limitsOf("projection-total", (count: number) => inIndex({ projection: attributes(count) }), {
    "100 projected attributes": [100, 101],
  }),
  ...limitsOf("projection-attributes", (count: number) => inIndex({ projection: attributes(count) }), {
    "1 projected attribute": [1, 0],
  }),
];

const capacityLimits: LimitCase[] = [
  ...limitsOf(
    "capacity-units",
    (units: number) =>
      inTable({ billing: Billing.provisioned({ read: Capacity.fixed(units), write: Capacity.fixed(1) }) }),
    { "1 unit": [1, 0] },
  ),
  ...limitsOf("on-demand-limit", (maxRead: number) => inTable({ billing: Billing.onDemand({ maxRead }) }), {
    "1 request unit": [1, 0],
    "-1, which lifts it": [-1, -2],
  }),
  ...limitsOf("warm-throughput", (read: number) => inTable({ warmThroughput: { read } }), {
    "12,000 read units": [12_000, 11_999],
  }),
  ...limitsOf("warm-throughput", (write: number) => inTable({ warmThroughput: { write } }), {
    "4,000 write units": [4_000, 3_999],
  }),
  ...limitsOf("autoscaling-bounds", (min: number) => scaledReads({ min, max: 10 }), {
    "a minimum of 1": [1, 0],
    "a minimum that is the maximum": [10, 11],
  }),
  ...limitsOf("autoscaling-target", (target: number) => scaledReads({ min: 1, max: 10, target }), {
    "20 percent": [20, 19],
    "90 percent": [90, 91],
  }),
  ...limitsOf(
    "autoscaling-cooldown",
    (scaleInCooldownSeconds: number) => scaledReads({ min: 1, max: 10, scaleInCooldownSeconds }),
    // A negative number may be a token of cdktf, which is let through.
    { "0 seconds": [0, 0.5] },
  ),
  ...limitsOf(
    "autoscaling-schedule",
    (count: number) => scaledReads({ min: 1, max: 10, schedule: schedule(count) }),
    {
      "200 entries": [200, 201],
    },
  ),
  ...limitsOf("autoscaling-schedule", cron, {
    "minute 0": ["0 8 * * ? *", "0-60 8 * * ? *"],
    "minute 59": ["59 8 * * ? *", "60 8 * * ? *"],
    "hour 23": ["0 23 * * ? *", "0 24 * * ? *"],
    "day 1": ["0 8 1 * ? *", "0 8 0 * ? *"],
    "day 31": ["0 8 31 * ? *", "0 8 32 * ? *"],
    "month 12": ["0 8 1 12 ? *", "0 8 1 13 ? *"],
    "weekday 7": ["0 8 ? * 7 *", "0 8 ? * 8 *"],
    "year 1970": ["0 8 1 1 ? 1970", "0 8 1 1 ? 1969"],
    "year 2199": ["0 8 1 1 ? 2199", "0 8 1 1 ? 2200"],
    "a range of one minute": ["5-5 8 * * ? *", "6-5 8 * * ? *"],
    "two ends of a range": ["0-5 8 * * ? *", "0-5-6 8 * * ? *"],
    "a step of 59 minutes": ["*/59 8 * * ? *", "*/60 8 * * ? *"],
  }),
];

const protectionLimits: LimitCase[] = [
  ...limitsOf("point-in-time-recovery", (days: number) => inTable({ pointInTimeRecovery: days }), {
    "1 day": [1, 0],
    "35 days": [35, 36],
  }),
  ...limitsOf("tag-count", (count: number) => tagViolations(numbered(count, "a")), { "50 tags": [50, 51] }),
  ...limitsOf("tag-key", (key: string) => tagViolations({ [key]: "a" }), {
    "1 character": ["a", ""],
    "128 characters": [letters(128), letters(129)],
  }),
  ...limitsOf("tag-value", (value: string) => tagViolations({ a: value }), {
    "256 characters": [letters(256), letters(257)],
  }),
  ...limitsOf("key-alias", (alias: string) => encryptionKeyViolations({ alias }), {
    "1 character": ["a", ""],
    "250 characters": [letters(250), letters(251)],
  }),
  ...limitsOf(
    "key-multi-region",
    (account: string) =>
      encryptionKeyReplicaViolations({
        alias: "a",
        primaryKeyArn: `arn:aws:kms:us-east-1:${account}:key/mrk-1`,
      }),
    {
      "12 digits of an account": ["123456789012", "1234567890123"],
      "12 digits": ["123456789012", "12345678901"],
    },
  ),
  ...limitsOf(
    "encryption-key",
    (account: string) =>
      inTable({
        encryption: { kind: "customer-managed", keyArn: `arn:aws:kms:us-east-1:${account}:key/1` },
      }),
    {
      "12 digits of an account": ["123456789012", "1234567890123"],
      "12 digits": ["123456789012", "12345678901"],
    },
  ),
  ...limitsOf(
    "kinesis-stream",
    (account: string) => streamArnViolations([], `arn:aws:kinesis:us-east-1:${account}:stream/a`),
    {
      "12 digits of an account": ["123456789012", "1234567890123"],
      "12 digits": ["123456789012", "12345678901"],
    },
  ),
  ...limitsOf(
    "resource-policy",
    (account: string) =>
      inTable({ resourcePolicy: [{ principals: [`arn:aws:iam::${account}:role/a`], access: "read" }] }),
    {
      "12 digits of an account": ["123456789012", "1234567890123"],
      "12 digits": ["123456789012", "12345678901"],
    },
  ),
];

const replicaLimits: LimitCase[] = [
  ...limitsOf(
    "autoscaled-replicas",
    (count: number) => inTable({ billing: provisioned, replicaRegions: listOf(count, "us-west-2") }),
    { "no replica": [0, 1] },
  ),
  ...limitsOf(
    "replica-stream",
    (count: number) => inTable({ stream: "keys-only", replicaRegions: listOf(count, "us-west-2") }),
    { "no replica": [0, 1] },
  ),
  ...limitsOf(
    "strong-local-index",
    (count: number) =>
      inTable({
        ...{ consistency: "strong", region: "us-east-1", replicaRegions: ["us-east-2", "us-west-2"] },
        ...{ sortKey, localIndexes: local(count) },
      }),
    { "no local index": [0, 1] },
  ),
  ...limitsOf(
    "strong-region-count",
    (replicaRegions: readonly string[]) =>
      replicationViolations({ consistency: "strong", region: "eu-west-1", replicaRegions }),
    {
      "2 replicas, and no more": [
        ["eu-west-2", "eu-west-3"],
        ["eu-west-2", "eu-west-3", "eu-central-1"],
      ],
      "2 replicas, and no less": [["eu-west-2", "eu-west-3"], ["eu-west-2"]],
    },
  ),
  ...limitsOf("import-unsent", (count: number) => imported({ tags: numbered(count, "a") }), {
    "no tag": [0, 1],
  }),
  ...limitsOf("import-unsent", (count: number) => imported({ sortKey, localIndexes: local(count) }), {
    "no local index": [0, 1],
  }),
  ...limitsOf("import-unsent", (count: number) => imported({ replicaRegions: listOf(count, "us-west-2") }), {
    "no replica": [0, 1],
  }),
];

function imported(props: Parameters<typeof inTable>[0]) {
  return inTable({ importFrom: { bucket: "b", format: "ion" }, deletionProtection: false, ...props });
}

export const tableLimitCases = [
  ...keyAndIndexLimits,
  ...capacityLimits,
  ...protectionLimits,
  ...replicaLimits,
];
