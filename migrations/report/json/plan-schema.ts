import { z } from "zod";
import { amountSchema, countSchema, countsSchema, failureSchema } from "./figures-schema";
import { rejectLineSchema } from "./line-schemas";

const inspectionSchema = z.object({
  table: z.string(),
  state: z.string().describe("state of the table in AWS, such as ACTIVE"),
  isEmpty: z.boolean(),
  items: countSchema.describe("as counted by the service within the last six hours"),
  pointInTimeRecovery: z.boolean().optional().describe("absent if the service does not tell"),
  problems: z.array(z.string()).describe("why a run would fail"),
  notes: z.array(z.string()),
});

const plannedSchema = z.object({
  entity: z.string(),
  from: z.string(),
  table: z.string(),
  rows: countSchema,
  items: countSchema.describe("items that a run would write"),
  skipped: countSchema,
  rejected: countSchema,
  rejectedBy: countsSchema,
  expired: countSchema.describe("items whose time to live has passed"),
  oversize: z.object({
    compressed: countSchema,
    offloaded: countSchema,
    objects: countSchema,
    objectBytes: countSchema,
  }),
  bytes: countSchema,
  largestItemBytes: countSchema,
  writeUnits: amountSchema,
  indexWriteUnits: z.record(z.string(), amountSchema),
  readUnits: amountSchema.describe("of the reads before the writes, if no item exists yet"),
  hotKeys: z.array(
    z.object({
      index: z.string().nullable().describe("null for the table's own key"),
      key: z.string(),
      units: amountSchema,
      share: amountSchema.max(1),
    }),
  ),
  seconds: amountSchema,
  writeCost: amountSchema.describe("US dollars"),
  readCost: amountSchema.describe("US dollars"),
  storageCostPerMonth: amountSchema.describe("US dollars"),
  rejects: z.array(rejectLineSchema.omit({ entity: true, value: true })).describe("the first ones"),
});

const unreadSchema = z.object({
  entity: z.string(),
  from: z.string(),
  table: z.string(),
  failure: failureSchema,
});

/** `plan`. */
export const planSchema = z.object({
  pricesAsOf: z.string().nullable().describe("month of the price list; null if prices were given"),
  prices: z.object({
    perMillionWriteUnits: amountSchema,
    perMillionReadUnits: amountSchema,
    perWriteUnitHour: amountSchema,
    perGbMonth: amountSchema,
    perWorkerHour: amountSchema,
  }),
  tables: z.array(inspectionSchema).optional().describe("absent with --offline"),
  entities: z.array(z.union([plannedSchema, unreadSchema])),
  workers: z
    .object({
      workers: countSchema,
      shards: z.record(z.string(), countSchema).describe("number of shards by entity"),
      sharedShards: z
        .record(z.string(), countSchema)
        .optional()
        .describe("the same for workers on several machines; absent if it is the same"),
      cost: amountSchema.describe("US dollars for containers on AWS Batch"),
    })
    .optional()
    .describe("absent without --workers, and if the source could not be read"),
});
