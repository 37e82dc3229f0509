import { z } from "zod";
import { namedEntries } from "../../../../yaml-file";
import { email } from "../../json-keywords";

/** The budget of the service. */
export const budgetSchema = z
  .strictObject({
    monthlyUsd: z
      .number()
      .meta({ exclusiveMinimum: 0, description: "US dollars per month for all of the account's DynamoDB." }),
    emails: z.array(z.string().meta(email)).meta({
      ...{ minItems: 1, maxItems: 10, uniqueItems: true },
      description: "Addresses that are notified at 80 and 100 percent, 1 to 10.",
    }),
    taggedWith: namedEntries(z.string(), z.string()).optional().meta({
      description:
        "Counts only resources with one of these tags, which must be activated as cost allocation tags. Default: all.",
    }),
  })
  .meta({ description: "A budget that notifies; it does not limit the costs." });
