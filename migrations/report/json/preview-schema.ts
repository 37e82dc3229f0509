import { z } from "zod";
import { countSchema } from "./figures-schema";

const outcomeSchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("item"),
    item: z.record(z.string(), z.unknown()).describe("in DynamoDB's JSON, with types"),
    bytes: countSchema,
    writeUnits: countSchema.describe("of the table and of all indexes"),
    indexes: z.array(z.object({ index: z.string(), bytes: countSchema, writeUnits: countSchema })),
  }),
  z.object({ kind: z.literal("excluded") }),
  z.object({ kind: z.literal("rejected"), code: z.string(), message: z.string() }),
]);

/** `preview`. */
export const previewSchema = z.object({
  entities: z.array(
    z.object({
      entity: z.string(),
      from: z.string(),
      table: z.string(),
      rows: z.array(
        z.object({
          row: countSchema,
          file: z.string().optional(),
          line: countSchema.optional(),
          outcomes: z.array(outcomeSchema),
        }),
      ),
    }),
  ),
});
