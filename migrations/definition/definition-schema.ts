import { z } from "zod";
import { entity } from "./entity-schema";
import { oversize } from "./oversize-schema";
import { roleArnPattern } from "./role-arn";

/** The kinds of source that the format knows. */
export const sourceKinds = [
  "json",
  "jsonl",
  "csv",
  "parquet",
  "sqlite",
  "postgres",
  "mysql",
  "dynamodb",
  "dynamodbExport",
] as const;
export type SourceKind = (typeof sourceKinds)[number];

const name = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]*$/, {
  error: "must start with a letter or digit and hold only letters, digits, - _ and .",
});

const source = z.strictObject(
  Object.fromEntries(sourceKinds.map((kind) => [kind, z.string().optional()])) as Record<
    SourceKind,
    z.ZodOptional<z.ZodString>
  >,
);

const role = z.strictObject({
  arn: z.string().regex(new RegExp(`${roleArnPattern.source}|\\$\\{`), {
    error: "must be the ARN of an IAM role, such as arn:aws:iam::111122223333:role/migration",
  }),
  externalId: z.string().min(2).max(1224).optional(),
});

/** The form of a migration file. */
export const definitionSchema = z.strictObject({
  name,
  source,
  entities: z.record(name, entity),
  oversize: oversize.optional(),
  assumeRole: z.strictObject({ source: role.optional(), target: role.optional() }).optional(),
});

export type DefinitionFile = z.output<typeof definitionSchema>;
