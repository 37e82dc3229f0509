import { z } from "zod";
import { arn, tableName } from "../../json-keywords";

const pointInTime = z.strictObject({
  table: z.string().meta({
    description: "The source table: its name in AWS, or its ARN if it is in another region.",
  }),
  at: z
    .string()
    .meta({ pattern: "^(latest|\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}Z)$" })
    .optional()
    .meta({ description: "latest, or a UTC time such as 2026-11-26T10:00:00Z. Default: latest." }),
});

const backup = z.strictObject({
  backupArn: z
    .string()
    .meta(arn("dynamodb", "table/[A-Za-z0-9_.-]+/backup/[^/]+"))
    .meta({ description: "CDK Terrain: the ARN of a backup of DynamoDB." }),
});

const newestBackup = z.strictObject({
  newestBackupOf: z.string().meta({
    ...tableName,
    description: "CDK Terrain: the name in AWS of the table whose newest backup is restored.",
  }),
  backupType: z
    .enum(["user", "system", "aws-backup", "all"])
    .optional()
    .meta({ description: "The backups to choose from. Default: user." }),
});

/** The table or backup whose data a new table is created with. */
export const restoreSchema = z
  .union([pointInTime, backup, newestBackup], {
    error:
      "must be a point in time { table, at }, a backup { backupArn } or the newest backup { newestBackupOf, backupType }",
  })
  .meta({
    description:
      "The data that a new table is created with: a point in time { table, at }, a backup { backupArn } or the newest backup { newestBackupOf, backupType }.",
  });
