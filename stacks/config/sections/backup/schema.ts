import { z } from "zod";
import { cron as cronKeywords, integer, region } from "../../json-keywords";

const days = (minimum: number, maximum?: number) => z.number().meta(integer(minimum, maximum)).optional();

const lock = z
  .strictObject({
    minDays: days(1, 36_500).meta({ description: "Minimum retention of a recovery point in days." }),
    maxDays: days(1, 36_500).meta({ description: "Maximum retention of a recovery point in days." }),
    graceDays: days(3, 36_500).meta({
      description:
        "Days until the lock can no longer be removed, at least 3 (compliance mode). Default: it can be removed (governance mode).",
    }),
  })
  .meta({ description: "A vault lock: recovery points cannot be deleted early. Default: no lock." });

const cron = z.string().meta(cronKeywords).optional();

/** The backups of the tables. */
export const backupSchema = z
  .strictObject({
    schedule: cron.meta({ description: "Default: cron(0 3 * * ? *), every day at 3:00 UTC." }),
    retentionDays: days(1).meta({ description: "Days that a recovery point is kept. Default: 35." }),
    coldStorageAfterDays: days(1).meta({
      description:
        "Days until a recovery point moves to cold storage, where it must stay at least 90 days. Default: never.",
    }),
    copyTo: z
      .string()
      .meta(region)
      .optional()
      .meta({ description: "A region that every recovery point is copied to. Default: none." }),
    lock: lock.optional(),
    encryption: z.enum(["aws-managed", "customer-managed"]).optional().meta({
      description:
        "The KMS key of the vaults. A vault's key cannot be changed. Default: customer-managed if a table has a customer-managed key, else aws-managed.",
    }),
    preventDestroy: z.boolean().optional().meta({
      description:
        "Terraform refuses to delete or replace the vaults and their keys. Default: as for the tables.",
    }),
    restoreTesting: z
      .strictObject({ schedule: cron.meta({ description: "Default: cron(0 5 ? * SUN *)." }) })
      .optional()
      .meta({
        description: "Restores the latest recovery points on a schedule, then deletes the restored tables.",
      }),
  })
  .meta({ description: "Backups of all tables by AWS Backup, in a vault of the service." });
