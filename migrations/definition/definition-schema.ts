import { z } from "zod";
import { columnTypes } from "../sources/csv-cells";

/** The kinds of source that the format knows. */
export const sourceKinds = [
  "json",
  "jsonl",
  "csv",
  "sqlite",
  "postgres",
  "mysql",
  "dynamodb",
  "dynamodbExport",
] as const;
export type SourceKind = (typeof sourceKinds)[number];

/** The kinds that this version can read. */
export const builtSourceKinds: readonly SourceKind[] = [
  "json",
  "jsonl",
  "csv",
  "sqlite",
  "postgres",
  "mysql",
  "dynamodbExport",
];

const name = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]*$/, {
  error: "must begin with a letter or digit and hold only letters, digits, - _ and .",
});

const source = z.strictObject(
  Object.fromEntries(sourceKinds.map((kind) => [kind, z.string().optional()])) as Record<
    SourceKind,
    z.ZodOptional<z.ZodString>
  >,
);

const from = z.strictObject({
  file: z.string().min(1).optional(),
  at: z
    .string()
    .regex(/^\$(\.[^.[\]*]+)*$/, { error: "must be a path of names such as $.users" })
    .optional(),
  columns: z.record(z.string().min(1), z.enum(columnTypes)).optional(),
  delimiter: z
    .string()
    .regex(/^[^"\r\n]$/, { error: "must be one character, not a quote or the end of a line" })
    .optional(),
  table: z.string().min(1).optional(),
  query: z.string().min(1).optional(),
  key: z.string().min(1).optional(),
  folder: z.string().min(1).optional(),
});
export type FromFile = z.output<typeof from>;

/** A value of `item`: text with expressions, a literal, or a mapping or list of these. */
const template: z.ZodType<TemplateValue> = z.lazy(() =>
  z.union(
    [z.string(), z.number(), z.boolean(), z.null(), z.array(template), z.record(z.string(), template)],
    {
      error: "must be text, a number, true, false, null, a list or a mapping",
    },
  ),
);
export type TemplateValue =
  string | number | boolean | null | readonly TemplateValue[] | { readonly [key: string]: TemplateValue };

const entity = z.strictObject({
  from,
  to: z.string().min(1),
  where: z.string().optional(),
  item: z.record(z.string().min(1), template).optional(),
  omitNull: z.boolean().optional(),
});

/** The form of migration.yaml. */
export const definitionSchema = z.strictObject({
  name,
  source,
  entities: z.record(name, entity),
  oversize: z
    .union(
      [
        z.literal("reject"),
        z.strictObject({ compress: z.array(z.string()).optional(), offload: z.unknown().optional() }),
      ],
      {
        error: 'must be "reject", or a mapping with compress or offload',
      },
    )
    .optional(),
});

export type DefinitionFile = z.output<typeof definitionSchema>;
export type EntityFile = z.output<typeof entity>;
