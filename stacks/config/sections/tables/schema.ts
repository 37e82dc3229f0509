import { z } from "zod";
import { namedEntries } from "../../../../yaml-file";
import { attributeSchema } from "./attribute-schema";
import { type CapacityConfig, capacitySchema } from "./capacity-schema";
import { replicasSchema } from "./replica-schema";
import { importSchema, kinesisSchema, resourcePolicySchema } from "./integration-schema";

const projection = z
  .union([z.enum(["all", "keys-only"]), z.array(z.string())], {
    error: 'must be "all", "keys-only" or a list of attribute names',
  })
  .meta({ description: "What the index holds besides keys. Default: all." });

const limits = {
  maxRead: z.number().optional().meta({ description: "On-demand: read request units a second at most." }),
  maxWrite: z.number().optional().meta({ description: "On-demand: write request units a second at most." }),
};

const warmThroughput = z
  .strictObject({
    read: z.number().optional().meta({ description: "Read units a second, at least 12,000." }),
    write: z.number().optional().meta({ description: "Write units a second, at least 4,000." }),
  })
  .optional()
  .meta({
    description: "Request units a second that it takes at once: read from 12,000, write from 4,000.",
  });

const globalIndex = z.strictObject({
  partitionKey: attributeSchema,
  sortKey: attributeSchema.optional(),
  projection: projection.optional(),
  ...capacitySchema,
  ...limits,
  warmThroughput,
});

const localIndex = z.strictObject({ sortKey: attributeSchema, projection: projection.optional() });

const billing = z
  .union(
    [
      z.literal("on-demand"),
      z.strictObject({ ...capacitySchema, ...limits }).refine(isOneMode, {
        error:
          "must have read and write if it is provisioned, or maxRead and maxWrite alone if it is on-demand",
      }),
    ],
    { error: 'must be "on-demand" or a mapping with read and write' },
  )
  .meta({ description: "on-demand (the default), or provisioned with { read, write }." });

const encryption = z
  .union(
    [
      z.enum(["aws-owned", "aws-managed", "customer-managed"]),
      z.strictObject({
        keyArns: namedEntries(z.string(), z.string()).meta({
          description: "ARNs of KMS keys by region, one for each region of the table.",
        }),
      }),
    ],
    { error: 'must be "aws-owned", "aws-managed", "customer-managed" or a mapping with keyArns' },
  )
  .meta({
    description:
      "aws-owned (the default), aws-managed, customer-managed with a key made in every region, or your own keys by region as { keyArns }.",
  });

/** What can stand in `defaults` as well as in a table. */
const settings = {
  billing: billing.optional(),
  pointInTimeRecovery: z
    .union([z.number(), z.literal(false)], { error: "must be a number of days, or false for none" })
    .optional()
    .meta({ description: "Days that the table can be restored to, 1 to 35; false for none. Default: 35." }),
  encryption: encryption.optional(),
  deletionProtection: z
    .boolean()
    .optional()
    .meta({ description: "AWS refuses to delete the table. Default: true." }),
  preventDestroy: z.boolean().optional().meta({
    description: "Terraform refuses to delete or replace the table. Default: as deletionProtection.",
  }),
  stream: z
    .union([z.enum(["keys-only", "new-image", "old-image", "new-and-old-images"]), z.literal(false)], {
      error: 'must be "keys-only", "new-image", "old-image", "new-and-old-images" or false',
    })
    .optional()
    .meta({
      description: "What stream records show. Default: none; new-and-old-images where there are replicas.",
    }),
  ttl: z
    .union(
      [
        z.string(),
        z.strictObject({
          disabled: z.string().meta({ description: "The attribute by which items no longer expire." }),
        }),
      ],
      {
        error: "must be an attribute name, or a mapping with disabled",
      },
    )
    .optional()
    .meta({
      description:
        "The attribute with the epoch second of an item's expiry. To turn it off again: { disabled: attribute }.",
    }),
  tableClass: z
    .enum(["standard", "standard-infrequent-access"])
    .optional()
    .meta({ description: "Infrequent access: cheaper storage, dearer requests. Default: standard." }),
  insights: z.boolean().optional().meta({ description: "CloudWatch Contributor Insights. Default: false." }),
  adopt: z.boolean().optional().meta({
    description: "Take over the table of this name that is there, instead of making one. Default: false.",
  }),
  warmThroughput,
  resourcePolicy: resourcePolicySchema.optional(),
  replicas: replicasSchema.optional(),
  tags: namedEntries(z.string(), z.string())
    .optional()
    .meta({ description: "Of the table, besides those of the file. At most 50." }),
};

const identity = {
  name: z
    .string()
    .optional()
    .meta({ description: "The exact name in AWS. Default: tableNamePrefix and the table's id." }),
  partitionKey: attributeSchema,
  sortKey: attributeSchema.optional(),
  indexes: namedEntries(z.string(), globalIndex)
    .optional()
    .meta({ description: "Global secondary indexes by name, at most 20." }),
  localIndexes: namedEntries(z.string(), localIndex)
    .optional()
    .meta({ description: "Local secondary indexes by name, at most 5; changing them replaces the table." }),
  kinesis: kinesisSchema.optional(),
  importFrom: importSchema.optional(),
  movedFrom: z.string().optional().meta({
    description:
      "The Terraform address that the table has had in the same state; aws_dynamodb_table.<id> if it had another id in this file.",
  }),
  retire: z.literal("keep").optional().meta({
    description:
      "keep: Terraform forgets the table, and AWS keeps it with everything but its alarms. Once that is applied, the entry can go.",
  }),
};

/** A table as it is once everything is laid over it. */
export const tableSchema = z.strictObject({ ...identity, ...settings });

/** A table as it is written: anything may come from another layer. */
export const writtenTableSchema = z.strictObject({
  ...identity,
  partitionKey: identity.partitionKey.optional(),
  indexes: namedEntries(z.string(), globalIndex.partial())
    .optional()
    .meta({ description: "Global secondary indexes by name, at most 20." }),
  localIndexes: namedEntries(z.string(), localIndex.partial())
    .optional()
    .meta({ description: "Local secondary indexes by name, at most 5; changing them replaces the table." }),
  ...settings,
});

/** What is laid under every table. */
export const defaultsSchema = z.strictObject(settings);

interface WrittenBilling {
  readonly read?: CapacityConfig;
  readonly write?: CapacityConfig;
  readonly maxRead?: number;
  readonly maxWrite?: number;
}

function isOneMode(billing: WrittenBilling): boolean {
  const provisioned = [billing.read, billing.write].filter((units) => units !== undefined).length;
  const limited = [billing.maxRead, billing.maxWrite].filter((units) => units !== undefined).length;
  return (provisioned === 2 && limited === 0) || (provisioned === 0 && limited > 0);
}
