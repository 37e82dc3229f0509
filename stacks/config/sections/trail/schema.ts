import { z } from "zod";

/** Who read and wrote which items. */
export const trailSchema = z
  .strictObject({
    bucket: z.string().meta({ description: "A bucket whose policy lets CloudTrail write." }),
    keyPrefix: z
      .string()
      .optional()
      .meta({ description: "At the beginning of the files' names. Default: none." }),
    calls: z
      .enum(["all", "reads", "writes"])
      .optional()
      .meta({ description: "Which calls are logged; each is charged for. Default: all." }),
    keyArn: z.string().optional().meta({
      description:
        "A key in the bucket's region, whose policy lets CloudTrail encrypt. Default: the bucket's own.",
    }),
  })
  .meta({ description: "A CloudTrail of reads and writes of the tables' items, in each region." });
