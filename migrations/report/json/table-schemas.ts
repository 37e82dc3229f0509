import { z } from "zod";
import { amountSchema, countSchema } from "./figures-schema";

/** `backup` and `export` to files. */
export const copiedTablesSchema = z.object({
  tables: z.array(
    z.object({
      table: z.string(),
      path: z.string(),
      items: countSchema,
      bytes: countSchema,
      seconds: amountSchema,
    }),
  ),
});

/** `backup --on-demand` and `backup --list`. */
export const serviceBackupsSchema = z.object({
  backups: z.array(
    z.object({
      table: z.string(),
      name: z.string(),
      arn: z.string(),
      status: z.string(),
      bytes: countSchema,
      createdAt: z.string().describe("ISO 8601"),
    }),
  ),
});

/** `export --s3`. */
export const serviceExportsSchema = z.object({
  exports: z.array(
    z.object({
      table: z.string(),
      arn: z.string(),
      folder: z.string().optional().describe("s3://bucket/prefix/AWSDynamoDB/<export id>"),
      items: countSchema.describe("items of the table, or changed items with --since"),
      bytes: countSchema,
      manifest: z.string().optional().describe("its key in the bucket"),
      from: z.string().optional().describe("with --since: the start of the period (ISO 8601)"),
      to: z.string().optional().describe("with --since: the end of the period, exclusive (ISO 8601)"),
    }),
  ),
});

const adoptionSchema = z
  .object({ name: z.string(), adopt: z.literal(true) })
  .describe("what to write into the table's entry in tables.yaml");

/** `import --s3`. */
export const serviceImportSchema = z.object({
  table: z.string(),
  arn: z.string(),
  tableArn: z.string(),
  processed: countSchema,
  imported: countSchema,
  errors: countSchema,
  adopt: adoptionSchema,
});

/** `restore --from-backup`. */
export const serviceRestoreSchema = z.object({ table: z.string(), arn: z.string(), adopt: adoptionSchema });

/** `tables list`. */
export const tableListSchema = z.object({
  place: z.string().describe("region or endpoint"),
  tables: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      items: countSchema,
      bytes: countSchema,
      key: z.string(),
      id: z.string().nullable().describe("the table's id in the outputs"),
    }),
  ),
});

/** `tables describe`. */
export const tableDescriptionSchema = z
  .looseObject({
    id: z.string().nullable().describe("the table's id in the outputs"),
    TableName: z.string(),
  })
  .describe("the other members are those of the service's TableDescription");

/** `tables create`. */
export const createdTablesSchema = z.object({
  place: z.string().describe("region or endpoint"),
  tables: z.array(z.object({ table: z.string(), outcome: z.enum(["created", "present"]) })),
});

/** `tables delete`. */
export const deletedTablesSchema = z.object({
  deleted: z.array(
    z.object({
      table: z.string(),
      items: countSchema,
      backup: z.string().nullable().describe("path of its backup"),
    }),
  ),
});

/** `local up`. */
export const localSchema = z.object({
  endpoint: z.string(),
  engine: z.enum(["dynamodb-local", "dynalite"]),
  why: z.string().describe("why this engine was chosen"),
  pid: countSchema,
  outputs: z.string().describe("the outputs file"),
  tables: z.array(
    z.object({
      name: z.string(),
      outcome: z.enum(["created", "present"]),
      without: z.array(z.string()).describe("settings that the engine does not have"),
    }),
  ),
});
