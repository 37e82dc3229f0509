import { z } from "zod";
import { countSchema, keySchema } from "./figures-schema";

/** A line of rejects.jsonl. */
export const rejectLineSchema = z.object({
  entity: z.string(),
  row: countSchema.describe("number of the row in its entity, from 1"),
  item: countSchema.optional().describe("which of the row's items, from 1, if the row became several"),
  code: z.string().describe("a reject code, see docs/errors.md"),
  message: z.string(),
  remedy: z.string().optional().describe("how to fix rows that are rejected for this reason"),
  sourceKey: z
    .record(z.string(), z.unknown())
    .optional()
    .describe("how the source identifies the row: columns of its primary key, or file and line"),
  rowKey: z
    .string()
    .optional()
    .describe("the key by which follow reads the row again; absent if the source cannot look rows up"),
  value: z.unknown().describe("the row as it was read; numbers beyond JavaScript's range are text"),
});

/** A line of differences.jsonl. */
export const differenceLineSchema = z.object({
  kind: z.enum(["missing", "extra", "changed"]),
  table: z.string(),
  key: keySchema,
  attributes: z.array(z.string()).optional().describe("attributes that differ, if `kind` is changed"),
});
