import { z } from "zod";
import { countSchema, countsSchema, failureSchema } from "./figures-schema";
import { differenceLineSchema } from "./line-schemas";

export const verifiedTableSchema = z.object({
  table: z.string(),
  entities: z.array(z.string()),
  expected: countSchema.describe("items that the source's rows become"),
  found: countSchema,
  others: countSchema.optional().describe("items of the table that were not compared"),
  missing: countSchema,
  expired: countSchema.describe("not in the table, and past their time to live"),
  extra: countSchema,
  changed: countSchema,
  rejectedBy: countsSchema,
  rejectUnit: z.enum(["row", "item"]),
  limit: countSchema.optional(),
  extrasJudged: z.boolean().describe("whether extra items were looked for"),
  sampled: countSchema.optional().describe("items that were looked up, with --sample"),
  undecided: countSchema
    .optional()
    .describe("with --live: items that were written while they were compared; not known whether they differ"),
  same: z.boolean(),
  failure: failureSchema.optional(),
});

/** `verify`. */
export const verifySchema = z.object({
  same: z.boolean().describe("whether all compared items are identical"),
  tables: z.array(verifiedTableSchema),
  differences: z.array(differenceLineSchema).describe("the first ones; all are in differences.jsonl"),
  repair: z.object({ run: z.string(), written: countSchema }).optional().describe("with --repair"),
});
