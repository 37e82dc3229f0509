import { z } from "zod";
import { namedEntries } from "../../../../yaml-file";
import type { ResourceGrant } from "../../../../constructs";
import { actionsSchema } from "../task-roles/schema";

/** Where a table's changes go besides its stream: a Kinesis data stream a region. */
export const kinesisSchema = z
  .strictObject({
    streamArns: namedEntries(z.string(), z.string()).meta({ description: "Data streams by region." }),
    precision: z
      .enum(["millisecond", "microsecond"])
      .optional()
      .meta({ description: "How exactly the time of a change is told. Default: millisecond." }),
  })
  .meta({ description: "Kinesis data streams that every change goes to." });

/** Who else may use a table, by its own policy. */
export const resourcePolicySchema = z
  .array(
    z.strictObject({
      principals: z.array(z.string()).meta({ description: "ARNs of roles, users or accounts." }),
      actions: actionsSchema,
      mayAdminister: z.boolean().optional().meta({
        description: "Whether a whole account may change or delete the table itself. Default: false.",
      }),
      vpcEndpointId: z
        .string()
        .optional()
        .meta({ description: "The VPC endpoint that requests must come through. Default: any way." }),
    }),
  )
  .meta({ description: "What others may do by the table's own policy, other accounts among them." });

/** What a new table is filled with. */
export const importSchema = z
  .strictObject({
    bucket: z.string().meta({ description: "The bucket's name." }),
    keyPrefix: z
      .string()
      .optional()
      .meta({ description: "What the objects' keys begin with. Default: every object." }),
    bucketOwner: z.string().optional().meta({ description: "The bucket's account, in quotes." }),
    format: z.enum(["csv", "dynamodb-json", "ion"]).meta({ description: "How the objects are written." }),
    compression: z.enum(["none", "gzip", "zstd"]).optional().meta({ description: "Default: none." }),
    csvDelimiter: z.string().optional().meta({ description: "Default: a comma." }),
    csvHeaders: z
      .array(z.string())
      .optional()
      .meta({ description: "The columns' names. Default: the first line of each object." }),
  })
  .meta({ description: "Objects in S3 that a new table is filled with when it is made." });

type WrittenGrant = z.output<typeof resourcePolicySchema>[number];

/** A grant of the file as the constructs want it. */
export function resourceGrant({ actions, ...grant }: WrittenGrant): ResourceGrant {
  return { ...grant, access: actions };
}
