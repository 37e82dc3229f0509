import { z } from "zod";
import { countSchema } from "./figures-schema";

/** `expr`. */
export const exprSchema = z.object({
  expression: z.string(),
  rows: z.array(
    z.object({
      entity: z.string().optional().describe("absent for a row of the command line"),
      row: countSchema,
      value: z
        .record(z.string(), z.unknown())
        .nullable()
        .optional()
        .describe("the attribute in DynamoDB's JSON; null if the item gets none"),
      error: z.string().optional(),
    }),
  ),
});
