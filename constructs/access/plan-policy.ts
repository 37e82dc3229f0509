import { TerraformDataSource, TerraformResource, type TerraformStack } from "cdktf";
import { planActions, tableActions } from "./plan-actions";
import { allow, policyDocument } from "./policy-statement";

/** Permissions of the role of `terraform plan` other than reading the resources. */
export interface PlanPolicyOptions {
  /** The state in S3: its bucket, and the prefix of its keys. @default the state is not in S3 */
  readonly state?: {
    /** The name of the bucket. */
    readonly bucket: string;
    /** The prefix of the keys of the state files. @default every object of the bucket */
    readonly keyPrefix?: string;
  };
  /**
   * Names of the tables that may be described, with `*` for any text: `["shop-prod-*"]`. Actions that AWS does not
   * limit
   * to a table, such as `dynamodb:ListTables`, stay allowed on everything, in a statement of their own. @default
   * all tables
   */
  readonly tables?: readonly string[];
  /** Further actions, for resources that the stacks have besides the constructs. @default none */
  readonly actions?: readonly string[];
}

/** The policy of a role that plans stacks. */
export interface PlanPolicy {
  /** The IAM policy as JSON. */
  readonly document: string;
  /** Types of resources in the stacks whose actions this library does not know; give them as `actions`. */
  readonly unknownTypes: readonly string[];
}

/**
 * The narrow policy that `terraform plan` needs for stacks: the actions that describe, list and get what is in the
 * stacks, and no action that reads an item of a table. `ReadOnlyAccess`, in contrast, includes `dynamodb:Scan` and
 * `s3:GetObject`.
 *
 * @example
 * console.log(planPolicy([stack]).document);
 */
export function planPolicy(
  stacks: readonly TerraformStack[],
  { state, tables = ["*"], actions = [] }: PlanPolicyOptions = {},
): PlanPolicy {
  const types = [...new Set(stacks.flatMap(typesIn))].toSorted();
  const needed = [
    ...new Set([...types.flatMap((type) => planActions.get(type) ?? []), ...actions]),
  ].toSorted();
  const isLimited = (action: string): boolean => tables.join() !== "*" && tableActions.has(action);
  const statements = [
    ...allow(
      needed.filter((action) => !isLimited(action)),
      ["*"],
    ),
    ...allow(needed.filter(isLimited), tables.flatMap(tableArns)),
    ...stateStatements(state),
  ];
  return {
    document: policyDocument(statements),
    unknownTypes: types.filter((type) => !planActions.has(type)),
  };
}

/** The indexes and the streams of a table are resources of their own. */
function tableArns(name: string): string[] {
  const table = `arn:*:dynamodb:*:*:table/${name}`;
  return [table, `${table}/index/*`, `${table}/stream/*`];
}

function typesIn(stack: TerraformStack): string[] {
  return stack.node
    .findAll()
    .filter(
      (node) =>
        TerraformResource.isTerraformResource(node) || TerraformDataSource.isTerraformDataSource(node),
    )
    .map(({ terraformResourceType }) => terraformResourceType);
}

function stateStatements(state: PlanPolicyOptions["state"]) {
  if (state === undefined) return [];
  const bucket = `arn:aws:s3:::${state.bucket}`;
  return [
    ...allow(["s3:ListBucket"], [bucket]),
    ...allow(["s3:GetObject"], [`${bucket}/${state.keyPrefix ?? ""}*`]),
  ];
}
