import { z } from "zod";
import { amountSchema, countSchema, failureSchema, keySchema } from "./figures-schema";

const comparedSchema = z.object({
  originalItems: countSchema.describe("items of the table in the primary region"),
  copyItems: countSchema,
  missing: countSchema.describe("items that the copy does not have"),
  extra: countSchema.describe("items that only the copy has"),
  changed: countSchema,
  firstDifferences: z.array(keySchema),
});

const replicaSchema = z.object({
  region: z.string(),
  lag: z
    .object({
      lagMs: z.array(countSchema).describe("milliseconds until the replica returned each heartbeat"),
      unreplicated: countSchema.describe("heartbeats that did not arrive in time"),
      writeMs: countSchema.describe("milliseconds until the replica accepted a write and returned it"),
    })
    .optional(),
  compared: comparedSchema.optional(),
});

const restoreSchema = z.object({
  kind: z.enum(["recovery", "backup"]),
  source: z.string().describe("the restored time, or the ARN of the backup"),
  ageSeconds: amountSchema.describe("age of the restored state when the restore started"),
  restoreSeconds: amountSchema,
  scratchTable: z.string(),
  structure: z.array(z.string()).describe("differences of the key and the indexes"),
  compared: comparedSchema.optional().describe("items written since the restored state differ"),
});

/** `drill`; also the file that it keeps. */
export const drillSchema = z.object({
  drill: z.string(),
  startedAt: z.string(),
  endedAt: z.string(),
  passed: z.boolean(),
  tables: z.array(
    z.object({
      table: z.string(),
      region: z.string(),
      replicas: z.array(replicaSchema),
      restore: restoreSchema.optional(),
      failures: z.array(failureSchema.extend({ check: z.enum(["lag", "replica", "restore", "cleanup"]) })),
    }),
  ),
  targets: z.array(
    z.object({
      table: z.string(),
      target: z.enum(["rpo", "rto", "restoreRpo", "restoreRto"]),
      targetSeconds: amountSchema,
      measuredSeconds: amountSchema.optional().describe("absent if nothing was measured"),
      isMet: z.boolean(),
    }),
  ),
  leftovers: z.array(z.string()).describe("what could not be removed; the next drill removes it"),
});
