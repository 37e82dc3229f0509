import { z } from "zod";

const lock = z
  .strictObject({
    minDays: z.number().optional().meta({ description: "Days that a recovery point is kept at least." }),
    maxDays: z.number().optional().meta({ description: "Days that a recovery point is kept at most." }),
    graceDays: z.number().optional().meta({
      description: "Days until nobody can take the lock off again, at least 3. Default: it can be taken off.",
    }),
  })
  .meta({ description: "Nothing in the vaults can be deleted before its time. Default: no lock." });

const cron = z.string().meta({ description: "Six fields, in UTC, such as cron(0 3 * * ? *)." });

/** The tables' backups. */
export const backupSchema = z
  .strictObject({
    schedule: cron.optional().meta({ description: "Default: cron(0 3 * * ? *), every day at 3:00 UTC." }),
    retentionDays: z
      .number()
      .optional()
      .meta({ description: "Days that a recovery point is kept. Default: 35." }),
    coldStorageAfterDays: z.number().optional().meta({
      description: "Days until a recovery point moves to cold storage, 90 before its end. Default: never.",
    }),
    copyTo: z
      .string()
      .optional()
      .meta({ description: "A region that every recovery point is copied to. Default: none." }),
    lock: lock.optional(),
    encryption: z.enum(["aws-managed", "customer-managed"]).optional().meta({
      description:
        "Who manages the key of the vaults. A vault keeps its key. Default: customer-managed if a table has a customer-managed key.",
    }),
    preventDestroy: z.boolean().optional().meta({
      description:
        "Terraform refuses to delete or replace the vaults and their keys. Default: as the tables.",
    }),
    restoreTesting: z
      .strictObject({ schedule: cron.optional().meta({ description: "Default: cron(0 5 ? * SUN *)." }) })
      .optional()
      .meta({ description: "Restores the latest recovery points on a schedule, and deletes them again." }),
  })
  .meta({ description: "Backups of all tables by AWS Backup, in a vault of the service's own." });
