import { z } from "zod";
import { namedEntries } from "../../yaml-file";
import { accessSchema } from "./sections/task-roles/schema";
import { prefixPolicySchema } from "./sections/table-prefix-policies/schema";
import { providerSchema } from "./sections/provider/schema";
import { alarmsSchema } from "./sections/alarms/schema";
import { backupSchema } from "./sections/backup/schema";
import { budgetSchema } from "./sections/budget/schema";
import { networkSchema } from "./sections/network/schema";
import { removable } from "./removable-schema";
import { trailSchema } from "./sections/trail/schema";
import { defaultsSchema, tableSchema, writtenTableSchema } from "./sections/tables/schema";

const name = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_-]*$/, "must start with a letter, followed by A-Z, a-z, 0-9, _ or -");

const backend = z
  .union(
    [
      z.literal("local"),
      z
        .strictObject({
          cloud: z
            .strictObject({
              organization: z.string().meta({ description: "The organization in HCP Terraform." }),
              workspacePrefix: z
                .string()
                .optional()
                .meta({ description: "Before the stack's name in the workspace's name. Default: nothing." }),
              hostname: z.string().optional().meta({ description: "Default: app.terraform.io." }),
            })
            .optional()
            .meta({ description: "A workspace of HCP Terraform for each stack." }),
          s3: z
            .strictObject({
              bucket: z.string().meta({ description: "The bucket's name." }),
              region: z.string().meta({ description: "The bucket's region." }),
              keyPrefix: z
                .string()
                .optional()
                .meta({ description: "Before <stack>.tfstate. Default: nothing." }),
            })
            .optional()
            .meta({ description: "An object in S3 for each stack, encrypted, locked by a file beside it." }),
        })
        .refine(({ cloud, s3 }) => (cloud === undefined) !== (s3 === undefined), {
          error: "must have either cloud or s3",
        }),
    ],
    { error: 'must be "local" or a mapping with cloud or s3' },
  )
  .meta({
    description: "Where Terraform keeps its state. Default: local, a file a stack beside cdktf.json.",
  });

const replication = z.strictObject({
  consistency: z.enum(["eventual", "strong"]).optional().meta({
    description: "strong: a write is in all regions before it is acknowledged. Default: eventual.",
  }),
  witness: z
    .string()
    .optional()
    .meta({ description: "The region that votes in place of a third copy of strongly consistent tables." }),
});

/** Every key of the file but `tables` and `environments`, all optional. */
const settings = {
  service: name.optional().meta({ description: "Stacks are named <service>-<environment>-<region>." }),
  environment: name.optional().meta({ description: "Which entry of `environments` is laid over the file." }),
  regions: z
    .strictObject({
      primary: z.string().optional().meta({ description: "The region that the tables are made in." }),
      replicas: z
        .array(z.string())
        .optional()
        .meta({ description: "The regions of their replicas, each a stack of its own. Default: none." }),
    })
    .optional()
    .meta({ description: "Where the tables are." }),
  tableNamePrefix: z.string().optional().meta({ description: "Default: <service>-<environment>-" }),
  tags: namedEntries(z.string(), z.string())
    .optional()
    .meta({ description: "On everything that takes tags, by default_tags of the provider." }),
  backend: backend.optional(),
  provider: providerSchema.optional().meta({ description: "How Terraform reaches AWS." }),
  defaults: defaultsSchema.optional().meta({ description: "Laid under every table." }),
  replication: replication.optional().meta({ description: "How replicas agree." }),
  taskRoles: namedEntries(name, namedEntries(z.string(), accessSchema))
    .optional()
    .meta({ description: "A role for the tasks of each ECS service: what it may do with which table." }),
  migrationRole: z
    .strictObject({
      assumedBy: z
        .array(z.string())
        .meta({ description: "ARNs of the roles and users that may take it on." }),
      rollback: z
        .boolean()
        .optional()
        .meta({ description: "Whether runs can be taken back. Default: true." }),
    })
    .optional()
    .meta({ description: "A role to run dynamodb-migrate under, <service>-<environment>-migration." }),
  tablePrefixPolicies: namedEntries(name, prefixPolicySchema)
    .optional()
    .meta({ description: "What programs may do that make tables of their own, by names that begin alike." }),
  backup: backupSchema.optional(),
  unusedKeys: z.enum(["keep", "delete"]).optional().meta({
    description:
      "What becomes of the service's KMS keys that no table uses any more. keep: Terraform forgets them, and AWS keeps them; delete: AWS deletes them after 30 days. Default: a plan that deletes one is refused.",
  }),
  alarms: alarmsSchema.optional(),
  dashboard: z
    .boolean()
    .optional()
    .meta({ description: "A CloudWatch dashboard in each region. Default: false." }),
  budget: budgetSchema.optional(),
  network: networkSchema.optional(),
  trail: trailSchema.optional(),
};

const overlay = z.strictObject({
  ...settings,
  tables: namedEntries(name, writtenTableSchema)
    .optional()
    .meta({ description: "The tables by their ids, at least one. Programs know them by these." }),
});

/** tables.yaml as it is written. */
export const writtenFileSchema = z
  .strictObject({
    ...overlay.shape,
    environments: namedEntries(name, removable(overlay.omit({ environment: true })))
      .optional()
      .meta({
        description:
          "Each is merged over the file when that environment is built; null removes what the file has there.",
      }),
  })
  .meta({ title: "tables.yaml", description: "The DynamoDB tables of a service." });

/** tables.yaml once the environment is laid over it and the defaults are laid under every table. */
export const tablesSchema = z
  .strictObject({
    ...settings,
    service: name,
    environment: name,
    regions: z.strictObject({ primary: z.string(), replicas: z.array(z.string()).default([]) }),
    tables: namedEntries(name, tableSchema).refine((tables) => Object.keys(tables).length > 0, {
      error: "must have at least one table",
    }),
  })
  .transform(({ tables, ...config }) => {
    const retired = only(tables, ({ retire }) => retire !== undefined);
    return {
      ...config,
      tables: only(tables, ({ retire }) => retire === undefined),
      /** The tables that Terraform is to forget. */
      ...(Object.keys(retired).length === 0 ? {} : { retired }),
    };
  });

function only<Entry>(
  entries: Record<string, Entry>,
  isMeant: (entry: Entry) => boolean,
): Record<string, Entry> {
  return Object.fromEntries(Object.entries(entries).filter(([, entry]) => isMeant(entry)));
}

/** What is to be built: tables.yaml with everything in its place, and all of it known to be right. */
export type TablesConfig = z.output<typeof tablesSchema>;

/** One table of it. */
export type TableConfig = TablesConfig["tables"][string];
