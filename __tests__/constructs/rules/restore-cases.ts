import { Attribute, Billing, type DynamoTableProps, type RestoreSource } from "../../../constructs";
import {
  cdktf,
  indexResourcesViolations,
  restoreViolations,
  tableBackupsViolations,
  terrainTableViolations,
} from "../../../constructs/internal";
import { table } from "./broken-settings";
import type { RuleCase } from "./rule-case";

const backupArn = "arn:aws:dynamodb:us-east-1:123456789012:table/Old/backup/01489602797149-73d8d5bc";
const restored = (props: Partial<DynamoTableProps>) =>
  restoreViolations({ ...table, deletionProtection: false, restoreFrom: { table: "Old" }, ...props });
const from = (source: object) => restored({ restoreFrom: source as RestoreSource });
const withoutIt =
  "a table is restored without it; add it and remove restoreFrom after the restore was applied";
const inResources = (props: Partial<DynamoTableProps>) =>
  indexResourcesViolations({ ...table, indexResources: true, ...props });

export const restoreCases: RuleCase[] = [
  {
    rule: "restore-source",
    when: "there is no source",
    violations: from({}),
    path: "restoreFrom",
    message: "must have exactly one of table, backupArn and newestBackupOf, got none",
  },
  {
    rule: "restore-source",
    when: "there are two sources",
    violations: from({ table: "Old", backupArn }),
    path: "restoreFrom",
    message: "must have exactly one of table, backupArn and newestBackupOf, got table and backupArn",
  },
  {
    rule: "restore-source",
    when: "a table is to be restored from itself",
    violations: from({ table: "Posts" }),
    path: "restoreFrom.table",
    message:
      'must be another table: AWS restores to a new table, got "Posts"; give the new table another name',
  },
  {
    rule: "restore-source",
    when: "a table is to be restored from itself by its ARN",
    violations: restored({
      region: "us-east-1",
      restoreFrom: { table: "arn:aws:dynamodb:us-east-1:123456789012:table/Posts" },
    }),
    path: "restoreFrom.table",
    message:
      'must be another table: AWS restores to a new table, got "arn:aws:dynamodb:us-east-1:123456789012:table/Posts"; give the new table another name',
  },
  {
    rule: "restore-source",
    when: "the source table has no valid name",
    violations: from({ table: "a table" }),
    path: "restoreFrom.table",
    message:
      'must be the name of a table, or its ARN (arn:aws:dynamodb:<region>:<account>:table/<name>), got "a table"',
  },
  {
    rule: "restore-source",
    when: "the table of the newest backup is given by its ARN",
    violations: from({ newestBackupOf: "arn:aws:dynamodb:us-east-1:123456789012:table/Old" }),
    path: "restoreFrom.newestBackupOf",
    message: 'must be the name of a table, got "arn:aws:dynamodb:us-east-1:123456789012:table/Old"',
  },
  {
    rule: "restore-source",
    when: "the backup is a recovery point of AWS Backup",
    violations: from({ backupArn: "arn:aws:backup:us-east-1:123456789012:recovery-point:1" }),
    path: "restoreFrom.backupArn",
    message:
      'must be the ARN of a backup of DynamoDB (arn:aws:dynamodb:<region>:<account>:table/<name>/backup/<id>), got "arn:aws:backup:us-east-1:123456789012:recovery-point:1"; restore a recovery point of AWS Backup there, and adopt the table',
  },
  {
    rule: "restore-time",
    when: "the time has another time zone",
    violations: from({ table: "Old", at: "2026-01-31T10:00:00+01:00" }),
    path: "restoreFrom.at",
    message: 'must be latest or a UTC time such as 2026-11-26T10:00:00Z, got "2026-01-31T10:00:00+01:00"',
  },
  {
    rule: "restore-time",
    when: "the day does not exist",
    violations: from({ table: "Old", at: "2025-02-29T10:00:00Z" }),
    path: "restoreFrom.at",
    message: 'must be latest or a UTC time such as 2026-11-26T10:00:00Z, got "2025-02-29T10:00:00Z"',
  },
  {
    rule: "restore-time",
    when: "the time is in the future",
    violations: from({ table: "Old", at: "9999-12-31T23:59:59Z" }),
    path: "restoreFrom.at",
    message: 'must be in the past, got "9999-12-31T23:59:59Z"; write latest for the newest state',
  },
  {
    rule: "restore-exclusive",
    when: "a table is restored and imported from S3",
    violations: restored({ importFrom: { bucket: "exports", format: "ion" } }),
    path: "restoreFrom",
    message: "a table is either restored or imported from S3; remove restoreFrom or importFrom",
  },
  {
    rule: "restore-exclusive",
    when: "a table that exists is restored",
    violations: restored({ adopt: true }),
    path: "adopt",
    message: "a table that exists cannot be restored; remove adopt or restoreFrom",
  },
  ...(
    [
      { path: "stream", props: { stream: "new-image" } },
      { path: "replicaRegions", props: { replicaRegions: ["us-west-2"] } },
      { path: "tableClass", props: { tableClass: "standard-infrequent-access" } },
      { path: "tags", props: { tags: { Team: "forum" } } },
      { path: "warmThroughput", props: { warmThroughput: { read: 12_000 } } },
      { path: "billing", props: { billing: Billing.onDemand({ maxRead: 100 }) } },
    ] as const
  ).map(({ path, props }) => ({
    rule: "restore-unsent" as const,
    when: `a restored table has ${path}`,
    violations: restored(props),
    path,
    message: withoutIt,
  })),
  {
    rule: "restore-unsent",
    when: "a restored table is protected",
    violations: restored({ deletionProtection: undefined }),
    path: "deletionProtection",
    message:
      "must be false until the restore is applied, since the table is created without it; preventDestroy may be true",
  },
  {
    rule: "cdk-terrain",
    when: "a table is restored from a backup with CDKTF",
    violations: terrainTableViolations({ ...table, restoreFrom: { backupArn } }, cdktf),
    path: "restoreFrom",
    message:
      "requires CDK Terrain, since @cdktf/provider-aws has no restore_backup_arn of aws_dynamodb_table (hashicorp/aws 6.38.0); import cdktf-dynamodb/cdktn in an app of cdktn",
  },
  {
    rule: "cdk-terrain",
    when: "indexes are resources of their own with CDKTF",
    violations: terrainTableViolations({ ...table, indexResources: "adopt" }, cdktf),
    path: "indexResources",
    message:
      "requires CDK Terrain, since @cdktf/provider-aws has no aws_dynamodb_global_secondary_index (hashicorp/aws 6.44.0); import cdktf-dynamodb/cdktn in an app of cdktn",
  },
  {
    rule: "index-resources",
    when: "the table has replicas",
    violations: inResources({ replicaRegions: ["us-west-2"] }),
    path: "indexResources",
    message:
      "a table with replicas must have its indexes as blocks, since AWS refuses to add an index while a replica is created; remove indexResources or replicaRegions",
  },
  {
    rule: "index-resources",
    when: "the table is restored",
    violations: inResources({ restoreFrom: { table: "Old" } }),
    path: "indexResources",
    message:
      'a table is restored with the indexes of its source; remove restoreFrom after the restore was applied, and set indexResources to "adopt"',
  },
  {
    rule: "index-resources",
    when: "an index has warm throughput for reads only",
    violations: inResources({
      indexes: { ByUser: { partitionKey: Attribute.string("userId"), warmThroughput: { read: 12_000 } } },
    }),
    path: "indexes.ByUser.warmThroughput",
    message: "must have read and write, since the index is a resource of its own",
  },
  {
    rule: "backups-period",
    when: "a time is a date",
    violations: tableBackupsViolations({ after: "2026-11-26" }),
    path: "after",
    message: 'must be a UTC time such as 2026-11-26T10:00:00Z, got "2026-11-26"',
  },
  {
    rule: "backups-period",
    when: "the period ends where it starts",
    violations: tableBackupsViolations({ after: "2026-11-26T10:00:00Z", before: "2026-11-26T10:00:00Z" }),
    path: "before",
    message: 'must be later than after (2026-11-26T10:00:00Z), got "2026-11-26T10:00:00Z"',
  },
];
