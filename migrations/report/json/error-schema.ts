import { z } from "zod";
import { countSchema } from "./figures-schema";

const problemSchema = z.object({
  file: z.string(),
  line: countSchema.optional(),
  column: countSchema.optional(),
  path: z.string(),
  message: z.string(),
});

/** Any command that ends with an error. */
export const errorSchema = z.object({
  error: z.object({
    code: z.string().describe("see docs/errors.md"),
    message: z.string().optional(),
    problems: z.array(problemSchema).optional().describe("instead of a message, of a wrong file"),
  }),
});
