import { z } from "zod";
import { namedEntries } from "../../../../yaml-file";

/** What DynamoDB may cost. */
export const budgetSchema = z
  .strictObject({
    monthlyUsd: z.number().meta({ description: "US dollars a month for all of the account's DynamoDB." }),
    emails: z
      .array(z.string())
      .meta({ description: "Who is told at 80 and 100 percent, 1 to 10 addresses." }),
    taggedWith: namedEntries(z.string(), z.string()).optional().meta({
      description:
        "Counts only what has one of these tags, which must be cost allocation tags. Default: all.",
    }),
  })
  .meta({ description: "A budget that tells, and stops nothing." });
