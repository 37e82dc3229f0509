import { z } from "zod";

const attribute = z.object({ AttributeName: z.string().min(1), AttributeType: z.enum(["S", "N", "B"]) });
const keyAttributes = z.object({ PartitionKey: attribute, SortKey: attribute.optional() });

const index = z.object({
  IndexName: z.string().min(1),
  KeyAttributes: keyAttributes,
  Projection: z
    .object({
      ProjectionType: z.enum(["ALL", "KEYS_ONLY", "INCLUDE"]),
      NonKeyAttributes: z.array(z.string()).optional(),
    })
    .optional(),
});
export type WorkbenchIndex = z.output<typeof index>;

const table = z.object({
  TableName: z.string().min(1),
  KeyAttributes: keyAttributes,
  GlobalSecondaryIndexes: z.array(index).optional(),
  LocalSecondaryIndexes: z.array(index).optional(),
  TableData: z.array(z.unknown()).optional(),
});
export type WorkbenchTable = z.output<typeof table>;

/** A model that NoSQL Workbench for DynamoDB has exported. Unknown keys are let through. */
const model = z.object({ ModelName: z.string(), DataModel: z.array(table).min(1) });
export type WorkbenchModel = z.output<typeof model>;

/** Whether a JSON document says that it is a model of NoSQL Workbench. */
export function isWorkbenchModel(document: unknown): boolean {
  return (
    typeof document === "object" &&
    document !== null &&
    Object.hasOwn(document, "ModelName") &&
    Object.hasOwn(document, "DataModel")
  );
}

/** @throws Error that names the members which are wrong */
export function readWorkbenchModel(document: unknown): WorkbenchModel {
  const read = model.safeParse(document);
  if (read.success) return read.data;
  const problems = read.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  throw new Error(problems.join("; "));
}
