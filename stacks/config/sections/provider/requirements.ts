import type { DynamoTableProps } from "../../../../constructs";
import {
  areResources,
  hasSeveralKeys,
  scaledDimensions,
  scaledInline,
} from "../../../../constructs/internal";
import { formatPath, type Path } from "../../../../yaml-file";
import { isStrong, tableProps } from "../tables/props";
import type { TablesConfig } from "../../tables-schema";

/**
 * An argument or resource that settings of the file emit, and the first version of hashicorp/aws that has it, according
 * to its changelog and to the bindings of that version and the one before.
 *
 * @see https://github.com/hashicorp/terraform-provider-aws/blob/main/CHANGELOG.md
 */
export interface ProviderRequirement {
  readonly since: string;
  /** The argument or resource in Terraform. */
  readonly emitted: string;
  /** The paths of the settings that emit it, such as `posts.ttl`; empty if none does. */
  readonly settings: (config: TablesConfig) => string[];
}

const table = "aws_dynamodb_table";

/** Sorted by version. The bindings of 4.59.0 have every other argument that is emitted. */
export const providerRequirements: readonly ProviderRequirement[] = [
  required("4.59.0", `deletion_protection_enabled of ${table}`, ofTables(always("deletionProtection"))),
  required("5.21.0", `import_table of ${table}`, ofTables(given("importFrom"))),
  required("5.43.0", "aws_dynamodb_resource_policy", ofTables(given("resourcePolicy"))),
  required("5.64.0", `restore_source_table_arn of ${table}`, ofTables(restoredFromArn)),
  required("5.72.0", `on_demand_throughput of ${table}`, ofTables(limited)),
  required("5.72.0", "aws_backup_restore_testing_plan", ({ backup }) =>
    backup?.restoreTesting === undefined ? [] : ["backup.restoreTesting"],
  ),
  required("5.73.0", `on_demand_throughput of ${table} with one limit`, ofTables(limitedOnce)),
  required(
    "5.73.0",
    "approximate_creation_date_time_precision of aws_dynamodb_kinesis_streaming_destination",
    ofTables(({ kinesis }) => (kinesis?.precision === undefined ? [] : [["kinesis", "precision"]])),
  ),
  required(
    "5.75.1",
    `ttl of ${table} that names an attribute and is not enabled`,
    ofTables(({ ttl }) => (typeof ttl === "object" ? [["ttl", "disabled"]] : [])),
  ),
  required("5.80.0", "deletion_protection_enabled of aws_dynamodb_table_replica", (config) =>
    isStrong(config.replication) || config.regions.replicas.length === 0 ? [] : ["regions.replicas"],
  ),
  required("5.98.0", `point_in_time_recovery.recovery_period_in_days of ${table}`, ofTables(recoverable)),
  required("5.98.0", "data source aws_dynamodb_tables", ofTables(scaledIndexes)),
  required("6.3.0", `replica.consistency_mode of ${table}`, strong("consistency")),
  required("6.9.0", `replica.deletion_protection_enabled of ${table}`, strong("consistency")),
  required("6.13.0", `warm_throughput of ${table}`, ofTables(warmed)),
  required("6.22.0", `global_table_witness of ${table}`, strong("witness")),
  required("6.29.0", `global_secondary_index.key_schema of ${table}`, ofTables(severalKeys)),
  required("6.38.0", `restore_backup_arn of ${table}`, ofTables(restoredFrom("backupArn"))),
  required("6.38.0", "data source aws_dynamodb_backups", ofTables(restoredFrom("newestBackupOf"))),
  // Versions 6.28 to 6.43 have it as an experiment that an environment variable turns on.
  required("6.44.0", "aws_dynamodb_global_secondary_index", ofTables(indexResources)),
];

type TableSettings = (props: DynamoTableProps) => Path[];

function required(
  since: string,
  emitted: string,
  settings: ProviderRequirement["settings"],
): ProviderRequirement {
  return { since, emitted, settings };
}

/** The paths of the settings of every table, each with the table's id as its first step. */
function ofTables(settings: TableSettings): ProviderRequirement["settings"] {
  return (config) =>
    Object.entries(config.tables).flatMap(([id, written]) =>
      settings(tableProps(config, id, written)).map((path) => formatPath([id, ...path])),
    );
}

function always(name: keyof DynamoTableProps): TableSettings {
  return () => [[name]];
}

function given(name: keyof DynamoTableProps): TableSettings {
  return (props) => (props[name] === undefined ? [] : [[name]]);
}

function recoverable({ pointInTimeRecovery }: DynamoTableProps): Path[] {
  return pointInTimeRecovery === false ? [] : [["pointInTimeRecovery"]];
}

function limited(props: DynamoTableProps): Path[] {
  return limits(props).flatMap(({ path, count }) => (count === 0 ? [] : [path]));
}

function limitedOnce(props: DynamoTableProps): Path[] {
  return limits(props).flatMap(({ path, count }) => (count === 1 ? [path] : []));
}

/** How many of the two limits an on-demand table and each of its indexes has. */
function limits({ billing, indexes = {} }: DynamoTableProps): { path: Path; count: number }[] {
  const count = (of: { maxRead?: number; maxWrite?: number }) =>
    [of.maxRead, of.maxWrite].filter((limit) => limit !== undefined).length;
  return [
    ...(billing?.mode === "on-demand" ? [{ path: ["billing"], count: count(billing) }] : []),
    ...Object.entries(indexes).map(([name, index]) => ({ path: ["indexes", name], count: count(index) })),
  ];
}

function scaledIndexes(props: DynamoTableProps): Path[] {
  const names = scaledInline(props, scaledDimensions(props)).flatMap(({ index }) =>
    index === undefined ? [] : [index],
  );
  return [...new Set(names)].map((name) => ["indexes", name]);
}

function severalKeys({ indexes = {}, indexResources }: DynamoTableProps): Path[] {
  if (areResources({ indexResources })) return [];
  const several = Object.entries(indexes).filter(([, index]) => hasSeveralKeys(index));
  return several.map(([name]) => ["indexes", name]);
}

/** @param key the key of the source that makes the difference */
function restoredFrom(key: string): TableSettings {
  return ({ restoreFrom = {} }) => (Object.hasOwn(restoreFrom, key) ? [["restoreFrom", key]] : []);
}

function restoredFromArn({ restoreFrom }: DynamoTableProps): Path[] {
  const isArn = restoreFrom !== undefined && "table" in restoreFrom && restoreFrom.table.startsWith("arn:");
  return isArn ? [["restoreFrom", "table"]] : [];
}

function indexResources(props: DynamoTableProps): Path[] {
  return areResources(props) ? [["indexResources"]] : [];
}

function warmed({ warmThroughput, indexes = {} }: DynamoTableProps): Path[] {
  return [
    ...(warmThroughput === undefined ? [] : [["warmThroughput"]]),
    ...Object.entries(indexes).flatMap(([name, index]) =>
      index.warmThroughput === undefined ? [] : [["indexes", name, "warmThroughput"]],
    ),
  ];
}

/** Replicas of strongly consistent tables are arguments of the table; other replicas are resources. */
function strong(setting: "consistency" | "witness"): ProviderRequirement["settings"] {
  return (config) =>
    isStrong(config.replication) && config.replication?.[setting] !== undefined
      ? [`replication.${setting}`]
      : [];
}
