import { followCountsSchema } from "./follow-schemas";
import { z } from "zod";
import {
  amountSchema,
  countSchema,
  countsSchema,
  keySchema,
  tallyMembers,
  tallySchema,
} from "./figures-schema";
import { runStates } from "../../run-store/checkpoint";
import { verifySchema } from "./verify-schema";

/** `rollback`. */
export const rollbackSchema = z.object({
  run: z.string(),
  dryRun: z.boolean(),
  deleted: countSchema.describe("items that the run had created"),
  restored: countSchema.describe("items that the run had overwritten or deleted"),
  untouched: countSchema.describe("items that already were as before the run"),
  kept: countSchema.describe("items that another client has changed since"),
  complete: z.boolean(),
  keptItems: z
    .array(z.object({ table: z.string(), key: keySchema }))
    .describe("the first ones; all are in kept.jsonl"),
});

const settledSchema = z.object({
  ...tallyMembers,
  settledUpTo: countSchema,
  position: z.object({ row: countSchema, cursor: z.string() }).optional(),
  keys: countSchema,
  settled: tallySchema.optional(),
  totalRows: countSchema.optional(),
  done: z.boolean(),
  sourceVersion: z.string(),
});

const keptRunSchema = z.object({
  formatVersion: z.union([z.literal(1), z.literal(2)]).describe("of the run's checkpoint"),
  run: z.string(),
  migration: z.string(),
  definition: z.string().describe("SHA-256 of the migration file"),
  target: z.object({
    place: z.string().describe("region or endpoint"),
    region: z.string(),
    tables: z.record(z.string(), z.string()),
    tableIds: z.record(z.string(), z.string()).optional(),
  }),
  options: z.record(z.string(), z.unknown()),
  state: z.enum(runStates),
  number: z.number().int().min(1).optional().describe("which run of the run folder, counted from 1"),
  startedAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  activeMs: amountSchema.optional(),
  entities: z.record(z.string(), settledSchema),
  journal: z
    .object({ entries: countSchema, bytes: countSchema, sum: z.string(), openFrom: countSchema })
    .optional(),
  sync: z
    .object({ unchanged: countSchema, vanished: countSchema, deleted: countSchema })
    .optional()
    .describe(
      "of a sync: items that were as they should be, that the source no longer has, and that were deleted",
    ),
});

const damagedRunSchema = z.object({ run: z.string(), state: z.literal("damaged"), problem: z.string() });

/** `status`. */
export const statusSchema = z.object({ runs: z.array(z.union([keptRunSchema, damagedRunSchema])) });

const rejectGroupSchema = z.object({
  code: z.string(),
  count: countSchema,
  remedy: z.string().optional(),
  examples: z.array(
    z.object({
      entity: z.string(),
      row: countSchema,
      sourceKey: z.string().optional(),
      message: z.string(),
      value: z.string(),
    }),
  ),
});

const timelinePointSchema = z.object({
  at: z.iso.datetime(),
  ms: amountSchema,
  session: countSchema.describe("which process of the run, from 1"),
  read: countSchema,
  written: countSchema,
  writeUnits: amountSchema,
  retries: countsSchema,
  inFlight: countSchema,
});

/** `report`. */
export const reportSchema = z.object({
  run: z.string(),
  migration: z.string(),
  state: z.enum([...runStates, "dry-run"]),
  place: z.string(),
  region: z.string(),
  startedAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  workedSeconds: amountSchema,
  entities: z.array(
    z.object({
      entity: z.string(),
      table: z.string(),
      tally: tallySchema,
      totalRows: countSchema.optional(),
      done: z.boolean(),
      failure: z.string().optional(),
    }),
  ),
  total: tallySchema,
  retries: countsSchema,
  rejects: z.array(rejectGroupSchema),
  timeline: z.array(timelinePointSchema),
  following: z
    .object({
      formatVersion: z.literal(1),
      phase: z.string(),
      position: z.string(),
      name: z.string(),
      startedAt: z.iso.datetime(),
      updatedAt: z.iso.datetime(),
      counts: followCountsSchema,
      rejected: z.array(
        z.object({ entity: z.string(), key: z.string(), code: z.string(), message: z.string() }),
      ),
      dirty: countSchema,
      lagMs: amountSchema,
      lags: z
        .array(
          z.object({ at: z.iso.datetime(), ms: amountSchema, session: countSchema, lagMs: amountSchema }),
        )
        .optional()
        .describe("the maximum lag over time, at most 240 points"),
    })
    .optional()
    .describe("how far `follow` has come, as `follow.json` of the run's folder has it"),
  verification: verifySchema
    .omit({ repair: true })
    .extend({
      verifiedAt: z.iso.datetime(),
      entities: z.array(z.string()).optional(),
      limit: countSchema.optional(),
      isOutdated: z.boolean(),
    })
    .optional(),
  failures: z.array(z.string()),
  settings: z.array(z.tuple([z.string(), z.string()])),
  next: z.array(z.object({ text: z.string(), command: z.string().optional() })),
});
