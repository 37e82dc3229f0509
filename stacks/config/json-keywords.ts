import { tableActionNames } from "../../constructs";
import {
  bucketNamePattern,
  emailPattern,
  namePattern,
  regions,
  vpcEndpointIdPattern,
} from "../../constructs/internal";
import { cronPattern } from "./cron-pattern";

/*
 * JSON Schema keywords for limits that the constructs' rules check, so that editors report them while a file is
 * written. The loader does not read them: its messages come from the rules.
 */

/** A mapping that has some keys. Strict validators demand that required keys are also listed as properties. */
export function requires(...keys: readonly string[]) {
  return { type: "object", required: keys, properties: Object.fromEntries(keys.map((key) => [key, true])) };
}

/** A value that satisfies at least one of the schemas, besides its own. */
export function either(...schemas: readonly object[]) {
  return { allOf: [{ anyOf: schemas }] };
}

/** A whole number from `minimum` to `maximum`. */
export function integer(minimum: number, maximum?: number) {
  return { type: "integer", minimum, ...(maximum === undefined ? {} : { maximum }) };
}

/** A limit of on-demand requests; -1 lifts one. */
export const requestLimit = { ...integer(-1), not: { const: 0 } };

/** Seconds of one datapoint of a metric. */
export const metricPeriod = either(
  { enum: [10, 20, 30] },
  { type: "integer", multipleOf: 60, minimum: 60, maximum: 604_800 },
);

/** Definitions that many settings refer to. */
export const definitions = {
  region: { type: "string", enum: regions },
  cron: { type: "string", pattern: cronPattern },
};

export const region = { $ref: "#/$defs/region" };

export const cron = { $ref: "#/$defs/cron" };

export const email = { pattern: emailPattern.source };

export const bucketName = { pattern: bucketNamePattern.source };

export const tableName = { pattern: namePattern.source };

/** The Terraform address of a table. */
export const tableAddress = {
  pattern:
    "^(module\\.[A-Za-z0-9_-]+(\\[[^\\]]+\\])?\\.)*aws_dynamodb_table\\.[A-Za-z0-9_-]+(\\[[^\\]]+\\])?$",
};

export const attributeName = { minLength: 1, maxLength: 255 };

/** An entry of a list of table actions, as DynamoDB names it, with or without its prefix. */
export const tableAction = { pattern: `^(dynamodb:)?(${tableActionNames.join("|")})$` };

/** The ARN of a resource of a service in a region; `resource` is a pattern. */
export function arn(service: string, resource: string) {
  return { pattern: `^arn:aws[a-z-]*:${service}:[a-z0-9-]+:\\d{12}:${resource}$` };
}

/** The ARN of an IAM principal; `kinds` is a pattern. */
export function principalArn(kinds: string) {
  return { pattern: `^arn:aws[a-z-]*:iam::\\d{12}:${kinds}$` };
}

/** The id of a VPC or a route table, such as vpc-0abc. */
export function networkId(prefix: string) {
  return { pattern: `^${prefix}-[0-9a-f]+$` };
}

export const vpcEndpointId = { pattern: vpcEndpointIdPattern.source };

/** A list without repetitions that is not empty. */
export const distinct = { minItems: 1, uniqueItems: true };

/** A mapping by region. */
export const byRegion = { propertyNames: region };

/** A mapping by index name with at most `maxProperties` entries. */
export function byIndexName(maxProperties: number) {
  return { propertyNames: { type: "string", ...tableName }, maxProperties };
}

/** Tags of a resource. */
export const tags = {
  propertyNames: {
    type: "string",
    ...{ minLength: 1, maxLength: 128, pattern: "^(?![aA][wW][sS]:)", not: { const: "__proto__" } },
  },
  maxProperties: 50,
};

export const tagValue = { maxLength: 256 };

/** The name of an EKS cluster. */
export const clusterName = { pattern: "^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$" };

/** A Kubernetes namespace. */
export const namespace = { maxLength: 63, pattern: "^[a-z0-9]([a-z0-9-]*[a-z0-9])?$" };

/** The name of a Kubernetes service account. */
export const serviceAccountName = { maxLength: 253, pattern: "^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$" };
