import { z } from "zod";
import { namedEntries } from "../../yaml-file";
import { tags, tagValue } from "./json-keywords";
import { removable } from "./removable-schema";
import { alarmsSchema } from "./sections/alarms/schema";
import { backendSchema } from "./sections/backend/schema";
import { backupSchema } from "./sections/backup/schema";
import { budgetSchema } from "./sections/budget/schema";
import { cutoverSchema } from "./sections/cutover/schema";
import { migrationRoleSchema } from "./sections/migration-role/schema";
import { migrationWorkersSchema } from "./sections/migration-workers/schema";
import { networkSchema } from "./sections/network/schema";
import { providerSchema } from "./sections/provider/schema";
import { regionsSchema } from "./sections/regions/schema";
import { replicationSchema } from "./sections/replication/schema";
import { prefixPolicySchema } from "./sections/table-prefix-policies/schema";
import { defaultsSchema, tableSchema, writtenTableSchema } from "./sections/tables/schema";
import { taskRoleSchema } from "./sections/task-roles/schema";
import { trailSchema } from "./sections/trail/schema";

const name = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_-]*$/, "must start with a letter, followed by A-Z, a-z, 0-9, _ or -");

/** Every key of the file except `tables` and `environments`, all optional. */
const settings = {
  service: name.optional().meta({ description: "Stacks are named <service>-<environment>-<region>." }),
  environment: name
    .optional()
    .meta({ description: "The entry of `environments` that is merged over the file." }),
  regions: regionsSchema.optional().meta({ description: "The regions of the tables." }),
  tableNamePrefix: z.string().optional().meta({ description: "Default: <service>-<environment>-" }),
  tags: namedEntries(z.string(), z.string().meta(tagValue))
    .meta(tags)
    .optional()
    .meta({ description: "Tags of every resource that has tags, by default_tags of the provider." }),
  backend: backendSchema.optional(),
  provider: providerSchema.optional().meta({ description: "How Terraform connects to AWS." }),
  defaults: defaultsSchema.optional().meta({ description: "Defaults of every table." }),
  replication: replicationSchema.optional().meta({ description: "How replicas replicate." }),
  taskRoles: namedEntries(name, taskRoleSchema).optional().meta({
    description:
      "The IAM roles of services by name, with their access to each table. A mapping of tables alone is the task role of an ECS service; `service` names another service.",
  }),
  migrationRole: migrationRoleSchema
    .optional()
    .meta({ description: "An IAM role to run dynamodb-migrate under, <service>-<environment>-migration." }),
  migrationWorkers: migrationWorkersSchema.optional(),
  cutover: cutoverSchema.optional(),
  tablePrefixPolicies: namedEntries(name, prefixPolicySchema).optional().meta({
    description: "The access of programs that create their own tables, whose names share a prefix.",
  }),
  backup: backupSchema.optional(),
  unusedKeys: z.enum(["keep", "delete"]).optional().meta({
    description:
      "What happens to the service's KMS keys that no table uses any more. keep: Terraform forgets them, and AWS keeps them; delete: AWS deletes them after 30 days. Default: a plan that deletes one is refused.",
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
    .meta({ description: "The tables by their ids, at least one. Programs find a table by its id." }),
});

/** tables.yaml as it is written. */
export const writtenFileSchema = z
  .strictObject({
    ...overlay.shape,
    environments: namedEntries(name, removable(overlay.omit({ environment: true })))
      .optional()
      .meta({
        description:
          "Settings of each environment, which are merged over the file; null removes a setting or an entry of the file.",
      }),
  })
  .meta({ title: "tables.yaml", description: "The DynamoDB tables of a service." });

/** tables.yaml after the environment was merged over the file and every table over the defaults. */
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
      /** The tables that Terraform forgets. */
      ...(Object.keys(retired).length === 0 ? {} : { retired }),
    };
  });

function only<Entry>(
  entries: Record<string, Entry>,
  isWanted: (entry: Entry) => boolean,
): Record<string, Entry> {
  return Object.fromEntries(Object.entries(entries).filter(([, entry]) => isWanted(entry)));
}

/** The configuration to build: tables.yaml after merging and checking. */
export type TablesConfig = z.output<typeof tablesSchema>;

/** One table of the configuration. */
export type TableConfig = TablesConfig["tables"][string];
