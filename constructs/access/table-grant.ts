import type { AwsAccount } from "../account/aws-account";
import type { DynamoTable } from "../table/dynamo-table";
import { tableKeyAlias } from "../table/encryption-key-alias";
import { allow, type PolicyStatement } from "./policy-statement";
import { type TableAccess, tableActions } from "./table-access";

/** A table and what may be done with it. */
export interface TableGrant {
  readonly table: DynamoTable;
  readonly access: TableAccess;
}

/** The statements of a grant: this table, in each region that it is in, its indexes and its key; nothing else. */
export function grantStatements({ table, access }: TableGrant, account: AwsAccount): PolicyStatement[] {
  const actions = tableActions[access];
  const arns = [table.arn, ...replicaArns(table, account)];
  const indexed = Object.keys({ ...table.props.indexes, ...table.props.localIndexes }).length > 0;
  return [
    ...allow(actions.table, arns),
    // An index is a resource of its own, which the table's ARN does not cover.
    ...(indexed ? allow(actions.index, suffixed(arns, "/index/*")) : []),
    ...allow(actions.stream, suffixed(arns, "/stream/*")),
    ...keyStatements(table, actions.key, account),
  ];
}

function replicaArns({ props, tableName }: DynamoTable, account: AwsAccount): string[] {
  return (props.replicaRegions ?? []).map((region) => account.arn("dynamodb", region, `table/${tableName}`));
}

/**
 * Keys in other regions belong to other stacks. Where their ARNs were not given they are recognised by the
 * alias that they share with the table's own key.
 */
function keyStatements(
  table: DynamoTable,
  actions: readonly string[],
  account: AwsAccount,
): PolicyStatement[] {
  const { encryption, replicaRegions = [] } = table.props;
  if (encryption?.kind !== "customer-managed" || table.kmsKeyArn === null) return [];
  const { replicaKeyArns = {} } = encryption;
  const viaDynamoDB = { StringLike: { "kms:ViaService": "dynamodb.*.amazonaws.com" } };
  const unnamed = replicaRegions.filter((region) => replicaKeyArns[region] === undefined);
  const alias = `alias/${tableKeyAlias(table.props)}`;
  return [
    ...allow(actions, [table.kmsKeyArn, ...Object.values(replicaKeyArns)], viaDynamoDB),
    ...allow(
      actions,
      unnamed.map((region) => account.arn("kms", region, "key/*")),
      { ...viaDynamoDB, "ForAnyValue:StringEquals": { "kms:ResourceAliases": alias } },
    ),
  ];
}

function suffixed(arns: readonly string[], suffix: string): string[] {
  return arns.map((arn) => `${arn}${suffix}`);
}
