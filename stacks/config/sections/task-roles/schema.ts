import { z } from "zod";
import type { GrantLimits, TableAccess } from "../../../../constructs";
import { actionsSchema, namedAccess } from "../../actions-schema";
import {
  clusterName,
  namespace,
  principalArn,
  region,
  serviceAccountName,
  vpcEndpointId,
} from "../../json-keywords";
import { namedEntries } from "../../../../yaml-file";

const texts = z.array(z.string());

const limited = z.strictObject({
  actions: actionsSchema,
  indexes: texts.optional().meta({ description: "The indexes that may be read. Default: all." }),
  leadingKeys: texts
    .meta({ minItems: 1 })
    .optional()
    .meta({ description: "The partition keys that may be accessed; * matches any text. Default: all." }),
  vpcEndpointId: z
    .string()
    .meta(vpcEndpointId)
    .optional()
    .meta({ description: "The VPC endpoint that requests must come through. Default: any." }),
  regions: z
    .array(z.string().meta(region))
    .optional()
    .meta({ description: "The regions that the table may be used in. Default: every region of the table." }),
});

/** Access of a task role to a table. */
export const accessSchema = z.union([namedAccess, limited], {
  error: 'must be "read", "write", "read-write", "stream" or a mapping with actions',
});

/** Access of a task role to a table, as in tables.yaml. */
export type TableAccessConfig = z.output<typeof accessSchema>;

/** The same as props of the construct. */
export function accessOf(written: TableAccessConfig): GrantLimits & { readonly access: TableAccess } {
  if (typeof written === "string") return { access: written };
  const { actions, ...limits } = written;
  return { access: actions, ...limits };
}

const tables = namedEntries(z.string(), accessSchema).meta({
  description: "What the role may do with which table.",
});

const serviceAccount = {
  namespace: z
    .string()
    .meta({ ...namespace, description: "The namespace of the Kubernetes service account." }),
  serviceAccount: z
    .string()
    .meta({ ...serviceAccountName, description: "The name of the Kubernetes service account." }),
};

function named<Service extends string>(service: Service) {
  return z.literal(service).meta({ description: "The service that assumes the role. Default: ecs." });
}

/** A role whose service is named; each form has the settings of its service. */
const serviceRoles = [
  z.strictObject({ service: named("ecs"), tables }),
  z.strictObject({
    service: named("lambda"),
    tables,
    logs: z
      .boolean()
      .optional()
      .meta({ description: "Whether the function writes its logs to CloudWatch. Default: true." }),
  }),
  z.strictObject({
    service: named("eks-pod-identity"),
    tables,
    cluster: z.string().meta({ ...clusterName, description: "The name of the EKS cluster." }),
    ...serviceAccount,
  }),
  z.strictObject({
    service: named("eks-irsa"),
    tables,
    oidcProviderArn: z.string().meta({
      ...principalArn("oidc-provider/.+"),
      description: "ARN of the cluster's OIDC provider in IAM.",
    }),
    ...serviceAccount,
  }),
] as const;

/** A role of a service: the tables alone for ECS, or the service with its settings and tables. */
export const taskRoleSchema = z.union([...serviceRoles, namedEntries(z.string(), accessSchema)], {
  error: "must be a mapping of tables, or a mapping with service and tables",
});

/** A role as tables.yaml has it. */
export type TaskRoleConfig = z.output<typeof taskRoleSchema>;

/** A role with its service. */
export type ServiceRoleConfig = z.output<(typeof serviceRoles)[number]>;

const services: readonly unknown[] = serviceRoles.map(({ shape }) => shape.service.value);

/** Whether the entry has the key `service`, which is not a kind of access. */
export function namesService(role: TaskRoleConfig): role is ServiceRoleConfig {
  return Object.hasOwn(role, "service") && services.includes(role["service"]);
}

/** The role with its service, which is ECS unless the role names another. */
export function serviceRoleOf(role: TaskRoleConfig): ServiceRoleConfig {
  return namesService(role) ? role : { service: "ecs", tables: role };
}
