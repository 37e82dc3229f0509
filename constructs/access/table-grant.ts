import { viaService } from "../account/via-service";
import type { AwsAccount } from "../account/aws-account";
import type { IConstruct } from "constructs";
import type { TableSettings } from "../table/table-settings";
import { tableKeyAlias } from "../table/encryption-key-alias";
import { allow, type Conditions, type PolicyStatement } from "./policy-statement";
import { actionsOf, type TableAccess } from "./table-access";
import { hasLeadingKeys } from "./table-action";

/** Conditions that restrict an access. */
export interface GrantLimits {
  /** Names of the indexes that may be read. @default all of the table's */
  readonly indexes?: readonly string[];
  /**
   * Partition keys of items that may be accessed, with `*` for any text: `["TENANT#42", "USR#*"]`. Scans are then
   * denied, because a scan contains no key. @default any
   */
  readonly leadingKeys?: readonly string[];
  /** The VPC endpoint, `vpce-…`, through which requests must be sent. @default any way */
  readonly vpcEndpointId?: string;
  /** Regions of the table in which it may be accessed. @default all of them */
  readonly regions?: readonly string[];
}

/** Builds ARNs in one account. */
export type AccountArns = Pick<AwsAccount, "arn">;

/** The properties of a table that the statements of a grant use. */
export interface GrantedTable {
  /** ARN of the table in its own region. */
  readonly arn: string;
  /** The name in AWS. */
  readonly tableName: string;
  /** ARN of the customer-managed KMS key that encrypts the table; null for a key that AWS owns or manages. */
  readonly kmsKeyArn: string | null;
  /** The table's settings. */
  readonly props: TableSettings;
  /** Builds the ARNs of the table's replicas and of their keys. @default in the account of the stack */
  readonly account?: AccountArns;
}

/** A table that a construct can grant: a `DynamoTable`, for example. */
export interface GrantableTable extends GrantedTable, IConstruct {}

/** A table and what may be done with it. */
export interface TableGrant extends GrantLimits {
  /** The table. */
  readonly table: GrantableTable;
  /** The access to it. */
  readonly access: TableAccess;
}

type TablePolicy = GrantLimits & { readonly table: GrantedTable; readonly access: TableAccess };

/** The statements of a grant: this table, in each region that it is in, its indexes and its key; nothing else. */
export function grantStatements(grant: TablePolicy, ofStack: AccountArns): PolicyStatement[] {
  const { table, access } = grant;
  const account = table.account ?? ofStack;
  const actions = actionsOf(access);
  const arns = tableArns(grant, account);
  const indexes = arns.flatMap((arn) => indexArns(arn, table.props, grant.indexes));
  return [
    ...itemStatements(actions.table, arns, grant),
    // An index is a resource of its own, which the table's ARN does not cover.
    ...itemStatements(actions.index, indexes, grant),
    ...allow(actions.stream, suffixed(arns, "/stream/*"), throughEndpoint(grant)),
    ...allow(actions.account, ["*"], { ...throughEndpoint(grant), ...inRegions(grant) }),
    ...keyStatements(grant, actions.key, account),
  ];
}

/**
 * What is done to items is limited to the leading keys. `ForAllValues` holds for a request without any, so that
 * a request must contain a key; actions without keys are harmless or not granted.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
 */
function itemStatements(
  actions: readonly string[],
  resources: readonly string[],
  { leadingKeys, vpcEndpointId }: GrantLimits,
): PolicyStatement[] {
  const endpoint = throughEndpoint({ vpcEndpointId });
  if (leadingKeys === undefined) return allow(actions, resources, endpoint);
  const byKey = {
    ...endpoint,
    "ForAllValues:StringLike": { "dynamodb:LeadingKeys": leadingKeys },
    Null: { "dynamodb:LeadingKeys": "false" },
  };
  const others = actions.filter((action) => !hasLeadingKeys(action) && action !== "dynamodb:Scan");
  return [...allow(actions.filter(hasLeadingKeys), resources, byKey), ...allow(others, resources, endpoint)];
}

function throughEndpoint({ vpcEndpointId }: GrantLimits): Conditions | undefined {
  return vpcEndpointId === undefined ? undefined : { StringEquals: { "aws:SourceVpce": vpcEndpointId } };
}

/** Actions that IAM cannot limit to a table are limited to the regions of the table. */
function inRegions({ table, regions }: TablePolicy): Conditions {
  const { region, replicaRegions = [] } = table.props;
  if (region === undefined) return {};
  const all = [region, ...replicaRegions].filter((one) => regions?.includes(one) ?? true);
  return { StringLike: { "aws:RequestedRegion": all } };
}

function tableArns({ table, regions }: TablePolicy, account: AccountArns): string[] {
  const { region, replicaRegions = [] } = table.props;
  const replicas = replicaRegions
    .filter((replica) => regions?.includes(replica) ?? true)
    .map((replica) => account.arn("dynamodb", replica, `table/${table.tableName}`));
  return isPrimaryGranted(region, regions) ? [table.arn, ...replicas] : replicas;
}

function isPrimaryGranted(region: string | undefined, regions: readonly string[] | undefined): boolean {
  return regions === undefined || (region !== undefined && regions.includes(region));
}

function indexArns(
  arn: string,
  { indexes, localIndexes, reference }: TableSettings,
  chosen: readonly string[] | undefined,
): string[] {
  if (chosen) return chosen.map((name) => `${arn}/index/${name}`);
  const isUnknown = reference !== undefined && (indexes === undefined || localIndexes === undefined);
  return isUnknown || Object.keys({ ...indexes, ...localIndexes }).length > 0 ? [`${arn}/index/*`] : [];
}

/**
 * Keys in other regions belong to other stacks. Where their ARNs were not given they are recognised by the
 * alias that they share with the table's own key.
 */
function keyStatements(
  { table, regions }: TablePolicy,
  actions: readonly string[],
  account: AccountArns,
): PolicyStatement[] {
  const { encryption, region, replicaRegions = [] } = table.props;
  if (encryption?.kind !== "customer-managed" || table.kmsKeyArn === null) return [];
  const { replicaKeyArns = {} } = encryption;
  const viaDynamoDB = { StringLike: { "kms:ViaService": viaService("dynamodb") } };
  const granted = replicaRegions.filter((replica) => regions?.includes(replica) ?? true);
  const named = granted.flatMap((replica) => replicaKeyArns[replica] ?? []);
  const unnamed = granted.filter((replica) => replicaKeyArns[replica] === undefined);
  const alias = `alias/${tableKeyAlias(table.props)}`;
  return [
    ...allow(actions, isPrimaryGranted(region, regions) ? [table.kmsKeyArn, ...named] : named, viaDynamoDB),
    ...allow(
      actions,
      unnamed.map((replica) => account.arn("kms", replica, "key/*")),
      { ...viaDynamoDB, "ForAnyValue:StringEquals": { "kms:ResourceAliases": alias } },
    ),
  ];
}

function suffixed(arns: readonly string[], suffix: string): string[] {
  return arns.map((arn) => `${arn}${suffix}`);
}
