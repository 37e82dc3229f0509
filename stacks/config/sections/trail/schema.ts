import { z } from "zod";
import { arn, bucketName } from "../../json-keywords";

/** The log of reads and writes of items. */
export const trailSchema = z
  .strictObject({
    bucket: z.string().meta({
      ...bucketName,
      description: "A bucket whose policy allows CloudTrail to write.",
    }),
    keyPrefix: z.string().optional().meta({ description: "Prefix of the log files' keys. Default: none." }),
    calls: z
      .enum(["all", "reads", "writes"])
      .optional()
      .meta({ description: "Which calls are logged; each logged call is charged for. Default: all." }),
    keyArn: z.string().meta(arn("kms", "key/.+")).optional().meta({
      description:
        "A KMS key in the bucket's region whose policy allows CloudTrail to encrypt. Default: the bucket's default encryption.",
    }),
  })
  .meta({ description: "A CloudTrail trail of reads and writes of the tables' items, in each region." });
