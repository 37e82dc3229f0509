import { z } from "zod";
import { countSchema } from "./figures-schema";

const itemSchema = z.record(z.string(), z.unknown()).describe("an item in DynamoDB's JSON");

/** `tables get`, `tables query`, `tables scan` and `find`. */
export const itemsSchema = z.object({
  table: z.string(),
  items: z.array(itemSchema),
  isComplete: z.boolean().describe("false if there may be more items than --limit"),
});

/** `tables count` and `count`. */
export const itemCountSchema = z.object({
  table: z.string(),
  items: countSchema.describe("items that were scanned"),
  matched: countSchema.describe("of these, items for which --where is true"),
  bytes: countSchema.describe("size of the scanned items"),
  failed: countSchema.describe("items for which --where cannot be evaluated"),
  segments: z.array(
    z.object({ segment: countSchema, items: countSchema, matched: countSchema, bytes: countSchema }),
  ),
  largestPartitions: z
    .array(z.object({ key: z.string(), items: countSchema }))
    .describe("partition keys with the most matching items"),
});
