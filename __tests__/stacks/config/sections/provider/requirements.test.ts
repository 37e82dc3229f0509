import { describe, expect, it } from "vitest";
import { framework } from "../../../../../constructs/internal";
import { loadTables } from "../../../../../stacks";
import { providerRequirements } from "../../../../../stacks/config/sections/provider/requirements";

const stream = "arn:aws:kinesis:us-east-1:123456789012:stream/posts";
const limits = (written: string) => `    billing: { ${written} }\n`;

/** A table without point-in-time recovery, which needs 5.98.0 by itself. */
const bare = { regions: "primary: us-east-1", table: "    pointInTimeRecovery: false\n", file: "" };
const strong = { regions: "primary: us-east-1, replicas: [us-east-2, us-west-2]", table: "" };
const witnessed = { regions: "primary: us-east-1, replicas: [us-west-2]", table: "" };

interface Case {
  readonly since: string;
  /** The version before. */
  readonly before: string;
  /** What needs it, and what it emits, as the message says. */
  readonly needs: string;
  readonly written: Partial<typeof bare>;
}

const table = "aws_dynamodb_table";
const backupArn = "arn:aws:dynamodb:us-east-1:123456789012:table/Old/backup/01489602797149-73d8d5bc";
const restored = (source: string) => `    deletionProtection: false\n    restoreFrom: { ${source} }\n`;
const several = "    indexes: { ByRegion: { partitionKey: [tenant, region], sortKey: createdAt:N } }\n";
const cases: readonly Case[] = [
  {
    ...{ since: "4.59.0", before: "4.58.0" },
    needs: `posts.deletionProtection (deletion_protection_enabled of ${table})`,
    written: {},
  },
  {
    ...{ since: "5.21.0", before: "5.20.1" },
    needs: `posts.importFrom (import_table of ${table})`,
    written: {
      table: `${bare.table}    deletionProtection: false\n    importFrom: { bucket: exports, format: ion }\n`,
    },
  },
  {
    ...{ since: "5.43.0", before: "5.42.0" },
    needs: "posts.resourcePolicy (aws_dynamodb_resource_policy)",
    written: {
      table: `${bare.table}    resourcePolicy: [{ principals: ["arn:aws:iam::123456789012:role/etl"], actions: read }]\n`,
    },
  },
  {
    ...{ since: "5.64.0", before: "5.63.1" },
    needs: `posts.restoreFrom.table (restore_source_table_arn of ${table})`,
    written: {
      table: `${bare.table}${restored('table: "arn:aws:dynamodb:eu-west-1:123456789012:table/Old"')}`,
    },
  },
  {
    ...{ since: "5.72.0", before: "5.70.0" },
    needs: `posts.billing (on_demand_throughput of ${table})`,
    written: { table: bare.table + limits("maxRead: 100, maxWrite: 100") },
  },
  {
    ...{ since: "5.72.0", before: "5.70.0" },
    needs: "backup.restoreTesting (aws_backup_restore_testing_plan)",
    written: { file: "backup: { restoreTesting: {} }\n" },
  },
  {
    ...{ since: "5.73.0", before: "5.72.1" },
    needs: `posts.billing (on_demand_throughput of ${table} with one limit)`,
    written: { table: bare.table + limits("maxRead: 100") },
  },
  {
    ...{ since: "5.73.0", before: "5.72.1" },
    needs:
      "posts.kinesis.precision (approximate_creation_date_time_precision of aws_dynamodb_kinesis_streaming_destination)",
    written: {
      table: `${bare.table}    kinesis: { precision: microsecond, streamArns: { us-east-1: "${stream}" } }\n`,
    },
  },
  {
    ...{ since: "5.75.1", before: "5.75.0" },
    needs: `posts.ttl.disabled (ttl of ${table} that names an attribute and is not enabled)`,
    written: { table: `${bare.table}    ttl: { disabled: expiresAt }\n` },
  },
  {
    ...{ since: "5.80.0", before: "5.79.0" },
    needs: "regions.replicas (deletion_protection_enabled of aws_dynamodb_table_replica)",
    written: { regions: "primary: us-east-1, replicas: [us-west-2]" },
  },
  {
    ...{ since: "5.98.0", before: "5.97.0" },
    needs: `posts.pointInTimeRecovery (point_in_time_recovery.recovery_period_in_days of ${table})`,
    written: { table: "" },
  },
  {
    ...{ since: "5.98.0", before: "5.97.0" },
    needs: "posts.indexes.ByUser (data source aws_dynamodb_tables)",
    written: {
      table: `${bare.table}${limits("read: 1, write: { min: 1, max: 9 }")}    indexes: { ByUser: { partitionKey: userId } }\n`,
    },
  },
  {
    ...{ since: "6.3.0", before: "6.2.0" },
    needs: `replication.consistency (replica.consistency_mode of ${table})`,
    written: { ...strong, file: "replication: { consistency: strong }\n" },
  },
  {
    ...{ since: "6.9.0", before: "6.8.0" },
    needs: `replication.consistency (replica.deletion_protection_enabled of ${table})`,
    written: { ...strong, file: "replication: { consistency: strong }\n" },
  },
  {
    ...{ since: "6.13.0", before: "6.12.0" },
    needs: `posts.warmThroughput (warm_throughput of ${table})`,
    written: { table: "    warmThroughput: { read: 20000 }\n" },
  },
  {
    ...{ since: "6.13.0", before: "6.12.0" },
    needs: `posts.indexes.ByUser.warmThroughput (warm_throughput of ${table})`,
    written: { table: "    indexes: { ByUser: { partitionKey: u, warmThroughput: { read: 20000 } } }\n" },
  },
  {
    ...{ since: "6.22.0", before: "6.21.0" },
    needs: `replication.witness (global_table_witness of ${table})`,
    written: { ...witnessed, file: "replication: { consistency: strong, witness: us-east-2 }\n" },
  },
  {
    ...{ since: "6.29.0", before: "6.28.0" },
    needs: `posts.indexes.ByRegion (global_secondary_index.key_schema of ${table})`,
    written: { table: several },
  },
  {
    ...{ since: "6.38.0", before: "6.37.0" },
    needs: `posts.restoreFrom.backupArn (restore_backup_arn of ${table})`,
    written: { table: restored(`backupArn: "${backupArn}"`) },
  },
  {
    ...{ since: "6.38.0", before: "6.37.0" },
    needs: "posts.restoreFrom.newestBackupOf (data source aws_dynamodb_backups)",
    written: { table: restored("newestBackupOf: Old") },
  },
  {
    ...{ since: "6.44.0", before: "6.43.0" },
    needs: "posts.indexResources (aws_dynamodb_global_secondary_index)",
    written: { table: "    indexResources: true\n" },
  },
];

/** The problems of the file about the provider's version. */
function problems(version: string | undefined, written: Partial<typeof bare>): string[] {
  const { regions, table, file } = { ...bare, ...written };
  const provider = version === undefined ? "tags: {}" : `provider: { version: ${version} }`;
  const text = `service: forum\nenvironment: dev\n${provider}\nregions: { ${regions} }\n${file}tables:\n  posts:\n    partitionKey: postId\n${table}`;
  try {
    loadTables("tables.yaml", text);
  } catch (error) {
    return (error as Error).message.split("\n");
  }
  return [];
}

describe("a provider's version that is too old", () => {
  it.each(cases)("$before is refused for $needs", ({ since, before, needs, written }) => {
    expect(problems(before, written)).toContain(
      `tables.yaml:3:22 provider.version: must be at least ${since} for ${needs}, got "${before}"`,
    );
  });

  it.each(cases)("$since is enough for $needs", ({ since, needs, written }) => {
    expect(problems(since, written).filter((line) => line.includes(needs))).toEqual([]);
  });

  it("has a case for every requirement", () => {
    const missing = providerRequirements.filter(
      ({ since, emitted }) => !cases.some((one) => one.since === since && one.needs.endsWith(`(${emitted})`)),
    );
    expect(missing).toEqual([]);
  });

  it("is compared by number, so that 5.100.0 is later than 5.98.0", () => {
    expect(problems("5.100.0", { table: "" })).toEqual([]);
  });

  it("names the first setting and counts the others", () => {
    const table = `${bare.table}    indexes: { ByA: { partitionKey: a, warmThroughput: { read: 20000 } }, ByB: { partitionKey: b, warmThroughput: { read: 20000 } } }\n`;
    expect(problems("6.12.0", { table })).toEqual([
      `tables.yaml:3:22 provider.version: must be at least 6.13.0 for posts.indexes.ByA.warmThroughput and 1 more (warm_throughput of aws_dynamodb_table), got "6.12.0"`,
    ]);
  });
});

describe("a provider's version", () => {
  it("is not asked for by a table that is only forgotten", () => {
    const table = `${bare.table}  old: { partitionKey: id, retire: keep, pointInTimeRecovery: 7 }\n`;
    expect(problems("5.97.0", { table })).toEqual([]);
  });
});

describe("without a version of the provider", () => {
  it("an index of several keys is refused if the bindings ask for a version that is too old", () => {
    const message =
      "tables.yaml:6:3 posts: requires provider.version 6.29.0 or later for posts.indexes.ByRegion " +
      `(global_secondary_index.key_schema of ${table}); ` +
      "with cdktf, the default is the 6.25.0 of @cdktf/provider-aws";
    expect(problems(undefined, { table: several })).toEqual(framework.name === "cdktf" ? [message] : []);
  });
});

describe("an index without a sort key", () => {
  const bySeveral = "    indexes: { ByRegion: { partitionKey: [tenant, region] } }\n";
  const byOne = "    indexes: { ByRegion: { partitionKey: region } }\n";
  const message = (version: string) =>
    `tables.yaml:8:16 posts.indexes.ByRegion: must have a sort key with provider.version ${version}: ` +
    "versions 6.30 to 6.34 of hashicorp/aws fail to plan an index with a partition key only; " +
    "use 6.35.0 or later, or one before 6.30.0";

  it.each([
    { version: "6.30.0", written: byOne },
    { version: "6.34.2", written: byOne },
    { version: "6.30.0", written: bySeveral },
    { version: "6.34.2", written: bySeveral },
  ])("is refused with $version: $written", ({ version, written }) => {
    expect(problems(version, { table: written })).toEqual([message(version)]);
  });

  it.each([
    { version: "6.29.0", written: byOne },
    { version: "6.35.0", written: byOne },
    { version: "6.29.0", written: bySeveral },
    { version: "6.35.0", written: bySeveral },
    { version: "6.30.0", written: several },
  ])("is accepted with $version: $written", ({ version, written }) => {
    expect(problems(version, { table: written })).toEqual([]);
  });
});
