import { z } from "zod";
import { either } from "../../json-keywords";

/** The S3 objects that a new table is created from. */
export const importSchema = z
  .strictObject({
    bucket: z.string().meta({ description: "The bucket's name." }),
    keyPrefix: z
      .string()
      .optional()
      .meta({ description: "Prefix of the objects' keys. Default: every object of the bucket." }),
    bucketOwner: z
      .string()
      .optional()
      .meta({ description: "The account id of the bucket's owner, in quotes." }),
    format: z.enum(["csv", "dynamodb-json", "ion"]).meta({ description: "The format of the objects." }),
    compression: z.enum(["none", "gzip", "zstd"]).optional().meta({ description: "Default: none." }),
    csvDelimiter: z
      .string()
      .meta({ pattern: "^[,\\t:;| ]$" })
      .optional()
      .meta({ description: "Default: a comma." }),
    csvHeaders: z
      .array(z.string())
      .optional()
      .meta({ description: "The names of the columns. Default: the first line of each object." }),
  })
  .meta({
    ...either(
      { type: "object", properties: { format: { const: "csv" } } },
      { type: "object", properties: { csvDelimiter: false, csvHeaders: false } },
    ),
    description: "Objects in S3 that a new table is created from.",
  });
