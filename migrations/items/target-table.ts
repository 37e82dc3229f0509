import { z } from "zod";

export { keyAttributes, keySchemaText, type Keys, partitionKeysOf, sortKeysOf } from "./key-attributes";

const keySchema = z.object({ name: z.string(), type: z.enum(["S", "N", "B"]) });

const indexSchema = z.object({
  name: z.string(),
  kind: z.enum(["global", "local"]),
  partitionKey: keySchema,
  sortKey: keySchema.nullish(),
  /** All attributes of the partition key, if the key has several. */
  partitionKeys: z.array(keySchema).min(1).nullish(),
  /** All attributes of the sort key, if the key has several. */
  sortKeys: z.array(keySchema).nullish(),
  projection: z.enum(["ALL", "KEYS_ONLY", "INCLUDE"]).default("ALL"),
  /** The attributes copied besides the keys, if the projection is `INCLUDE`. */
  nonKeyAttributes: z.array(z.string()).nullish(),
});

const tableSchema = z.object({
  name: z.string(),
  arn: z.string().nullish(),
  streamArn: z.string().nullish(),
  kmsKeyArn: z.string().nullish(),
  partitionKey: keySchema,
  sortKey: keySchema.nullish(),
  indexes: z.array(indexSchema).default([]),
  billing: z.object({
    mode: z.enum(["on-demand", "provisioned"]),
    read: z.number().nullish(),
    write: z.number().nullish(),
    maxRead: z.number().nullish(),
    maxWrite: z.number().nullish(),
  }),
  ttlAttribute: z.string().nullish(),
  replicaRegions: z.array(z.string()).default([]),
});

/** The value of the Terraform output `dynamodb_tables`. Unknown keys are later versions' and let through. */
export const targetSchema = z.object({
  formatVersion: z.literal(1),
  service: z.string(),
  environment: z.string(),
  region: z.string(),
  role: z.enum(["primary", "replica"]),
  tables: z.record(z.string(), tableSchema),
});

/** An attribute that is part of a key. */
export type KeyAttribute = z.output<typeof keySchema>;
/** A secondary index of a target table. */
export type TargetIndex = z.output<typeof indexSchema>;
/** A table that data can be moved into. */
export type TargetTable = z.output<typeof tableSchema>;
/** The tables of one stack, by their ids in tables.yaml. */
export type Target = z.output<typeof targetSchema>;

/** The names of the tables in AWS, by their ids. */
export function tableNames({ tables }: Pick<Target, "tables">): Record<string, string> {
  return Object.fromEntries(Object.entries(tables).map(([id, table]) => [id, table.name]));
}
