import type { DynamoTableProps } from "../../../constructs";
import {
  indexResourcesViolations,
  restoreViolations,
  tableBackupsViolations,
} from "../../../constructs/internal";
import { numbered, table } from "./broken-settings";
import { digits, type LimitCase, limitsOf, listOf } from "./limit-case";

const ten = "2026-01-31T10:00:00Z";
const tenAndOneSecond = "2026-01-31T10:00:01Z";
const backupOf = (account: string) => `arn:aws:dynamodb:us-east-1:${account}:table/Old/backup/1`;
const restored = (props: Partial<DynamoTableProps>, now?: number) =>
  restoreViolations({ ...table, deletionProtection: false, restoreFrom: { table: "Old" }, ...props }, now);

export const restoreLimitCases: LimitCase[] = [
  ...limitsOf(
    "restore-time",
    (at: string) => restored({ restoreFrom: { table: "Old", at } }, Date.parse(ten)),
    { now: [ten, tenAndOneSecond] },
  ),
  ...limitsOf(
    "restore-source",
    (account: string) => restored({ restoreFrom: { backupArn: backupOf(account) } }),
    {
      "12 digits of an account, and no more": [digits(12), digits(13)],
      "12 digits of an account, and no less": [digits(12), digits(11)],
    },
  ),
  ...limitsOf("restore-unsent", (count: number) => restored({ tags: numbered(count, "a") }), {
    "no tag": [0, 1],
  }),
  ...limitsOf("restore-unsent", (count: number) => restored({ replicaRegions: listOf(count, "us-west-2") }), {
    "no replica": [0, 1],
  }),
  ...limitsOf(
    "index-resources",
    (count: number) =>
      indexResourcesViolations({
        ...table,
        indexResources: true,
        replicaRegions: listOf(count, "us-west-2"),
      }),
    { "no replica": [0, 1] },
  ),
  ...limitsOf(
    "backups-period",
    (after: string) => tableBackupsViolations({ after, before: tenAndOneSecond }),
    {
      "the second before": [ten, tenAndOneSecond],
    },
  ),
];
