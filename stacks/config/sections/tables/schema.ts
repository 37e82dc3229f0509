import { z } from "zod";
import { namedEntries } from "../../../../yaml-file";
import { attributeSchema, indexKeySchema } from "./attribute-schema";
import { type CapacityConfig, capacitySchema } from "./capacity-schema";
import { replicasSchema } from "./replica-schema";
import {
  arn,
  attributeName,
  byIndexName,
  byRegion,
  distinct,
  either,
  integer,
  requestLimit,
  requires,
  tableAddress,
  tableName,
  tags,
  tagValue,
} from "../../json-keywords";
import { importSchema } from "./import-schema";
import { kinesisSchema } from "./kinesis-schema";
import { resourcePolicySchema } from "./resource-policy-schema";
import { restoreSchema } from "./restore-schema";

const projection = z
  .union([z.enum(["all", "keys-only"]), z.array(z.string()).meta(distinct)], {
    error: 'must be "all", "keys-only" or a list of attribute names',
  })
  .meta({ description: "The attributes of an index besides its keys. Default: all." });

const limits = {
  maxRead: z
    .number()
    .meta(requestLimit)
    .optional()
    .meta({ description: "On-demand: maximum read request units per second; -1 removes the limit." }),
  maxWrite: z
    .number()
    .meta(requestLimit)
    .optional()
    .meta({ description: "On-demand: maximum write request units per second; -1 removes the limit." }),
};

const warmThroughput = z
  .strictObject({
    read: z
      .number()
      .meta(integer(12_000))
      .optional()
      .meta({ description: "Read units per second, at least 12,000." }),
    write: z
      .number()
      .meta(integer(4_000))
      .optional()
      .meta({ description: "Write units per second, at least 4,000." }),
  })
  .optional()
  .meta({
    description: "Warm throughput: request units per second that are available at once, before any traffic.",
  });

const globalIndex = z.strictObject({
  partitionKey: indexKeySchema,
  sortKey: indexKeySchema.optional(),
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
      z
        .strictObject({ ...capacitySchema, ...limits })
        .refine(isOneMode, {
          error:
            "must have read and write if it is provisioned, or maxRead and maxWrite alone if it is on-demand",
        })
        .meta(
          either(
            { ...requires("read", "write"), not: { anyOf: [requires("maxRead"), requires("maxWrite")] } },
            { type: "object", minProperties: 1, properties: { read: false, write: false } },
          ),
        ),
    ],
    { error: 'must be "on-demand" or a mapping with read and write' },
  )
  .meta({ description: "on-demand (the default), or provisioned with { read, write }." });

const encryption = z
  .union(
    [
      z.enum(["aws-owned", "aws-managed", "customer-managed"]),
      z.strictObject({
        keyArns: namedEntries(z.string(), z.string().meta(arn("kms", "key/.+"))).meta({
          ...byRegion,
          ...{
            minProperties: 1,
            description: "ARNs of KMS keys by region, one for each region of the table.",
          },
        }),
      }),
    ],
    { error: 'must be "aws-owned", "aws-managed", "customer-managed" or a mapping with keyArns' },
  )
  .meta({
    description:
      "aws-owned (the default), aws-managed, customer-managed with a new key in each region, or existing keys by region as { keyArns }.",
  });

/** The settings that `defaults` and a table have in common. */
const settings = {
  billing: billing.optional(),
  pointInTimeRecovery: z
    .union([z.number().meta(integer(1, 35)), z.literal(false)], {
      error: "must be a number of days, or false for none",
    })
    .optional()
    .meta({ description: "Days of point-in-time recovery, 1 to 35; false turns it off. Default: 35." }),
  encryption: encryption.optional(),
  deletionProtection: z
    .boolean()
    .optional()
    .meta({ description: "AWS refuses to delete the table. Default: true." }),
  preventDestroy: z.boolean().optional().meta({
    description:
      "Terraform refuses to delete or replace the table. Default: the value of deletionProtection.",
  }),
  stream: z
    .union([z.enum(["keys-only", "new-image", "old-image", "new-and-old-images"]), z.literal(false)], {
      error: 'must be "keys-only", "new-image", "old-image", "new-and-old-images" or false',
    })
    .optional()
    .meta({
      description:
        "The images in stream records. Default: no stream; new-and-old-images if the table has replicas.",
    }),
  ttl: z
    .union(
      [
        z.string().meta(attributeName),
        z.strictObject({
          disabled: z
            .string()
            .meta({ ...attributeName, description: "The attribute whose expiry is turned off." }),
        }),
      ],
      {
        error: "must be an attribute name, or a mapping with disabled",
      },
    )
    .optional()
    .meta({
      description:
        "The attribute with the epoch second at which an item expires. { disabled: <attribute> } turns expiry off.",
    }),
  tableClass: z
    .enum(["standard", "standard-infrequent-access"])
    .optional()
    .meta({ description: "Infrequent access: storage costs less, requests cost more. Default: standard." }),
  insights: z.boolean().optional().meta({ description: "CloudWatch Contributor Insights. Default: false." }),
  adopt: z.boolean().optional().meta({
    description: "Import the existing table of this name instead of creating it. Default: false.",
  }),
  indexResources: z
    .union([z.boolean(), z.literal("adopt")], { error: "must be true, false or adopt" })
    .optional()
    .meta({
      description:
        "CDK Terrain: each global index is a resource of its own, whose autoscaled capacity Terraform ignores. adopt takes over the table's indexes. Default: false.",
    }),
  warmThroughput,
  resourcePolicy: resourcePolicySchema.optional(),
  replicas: replicasSchema.optional(),
  tags: namedEntries(z.string(), z.string().meta(tagValue))
    .meta(tags)
    .optional()
    .meta({ description: "Tags of the table, in addition to those of the file. At most 50." }),
};

const identity = {
  name: z
    .string()
    .meta(tableName)
    .optional()
    .meta({ description: "The exact name in AWS. Default: tableNamePrefix followed by the table's id." }),
  partitionKey: attributeSchema,
  sortKey: attributeSchema.optional(),
  indexes: namedEntries(z.string(), globalIndex)
    .meta(byIndexName(20))
    .optional()
    .meta({ description: "Global secondary indexes by name, at most 20." }),
  localIndexes: namedEntries(z.string(), localIndex)
    .meta(byIndexName(5))
    .optional()
    .meta({ description: "Local secondary indexes by name, at most 5; changing them replaces the table." }),
  kinesis: kinesisSchema.optional(),
  importFrom: importSchema.optional(),
  restoreFrom: restoreSchema.optional(),
  movedFrom: z.string().meta(tableAddress).optional().meta({
    description:
      "The table's former Terraform address in the same state; aws_dynamodb_table.<id> if it had another id in this file.",
  }),
  retire: z.literal("keep").optional().meta({
    description:
      "keep: Terraform forgets the table, and AWS keeps it with everything but its alarms. Remove the entry after it was applied.",
  }),
};

/** A table after all layers are merged. */
export const tableSchema = z.strictObject({ ...identity, ...settings });

/** A table as it is written: any setting may come from another layer. */
export const writtenTableSchema = z.strictObject({
  ...identity,
  partitionKey: identity.partitionKey.optional(),
  indexes: namedEntries(z.string(), globalIndex.partial())
    .meta(byIndexName(20))
    .optional()
    .meta({ description: "Global secondary indexes by name, at most 20." }),
  localIndexes: namedEntries(z.string(), localIndex.partial())
    .meta(byIndexName(5))
    .optional()
    .meta({ description: "Local secondary indexes by name, at most 5; changing them replaces the table." }),
  ...settings,
});

/** Defaults of every table. */
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
