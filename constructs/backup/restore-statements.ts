import { viaService } from "../account/via-service";
import { allow, type PolicyStatement } from "../access/policy-statement";
import type { AwsAccount } from "../account/aws-account";
import type { RestoreTestingProps } from "./restore-testing-props";

/**
 * The DynamoDB statements of AWS's policy AWSBackupServiceRolePolicyForRestores, for the tables that a restore test
 * creates, whose names start with `awsbackup-restore-test-`.
 *
 * @see https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSBackupServiceRolePolicyForRestores.html
 */
export function restoreStatements(
  { tables = [], vaults }: Pick<RestoreTestingProps, "tables" | "vaults">,
  account: AwsAccount,
): PolicyStatement[] {
  const restored = account.arn("dynamodb", "*", "table/awsbackup-restore-test-*");
  const tableKeys = tables.flatMap(({ kmsKeyArn }) => kmsKeyArn ?? []);
  const vaultKeys = vaults.flatMap(({ kmsKeyArn }) => kmsKeyArn ?? []);
  const keys = [...new Set([...tableKeys, ...vaultKeys])];
  return [
    ...allow(
      [
        ...["dynamodb:DescribeTable", "dynamodb:RestoreTableFromAwsBackup", "dynamodb:DeleteTable"],
        ...["dynamodb:Scan", "dynamodb:Query", "dynamodb:GetItem", "dynamodb:PutItem"],
        ...["dynamodb:UpdateItem", "dynamodb:DeleteItem", "dynamodb:BatchWriteItem"],
      ],
      [restored],
    ),
    ...allow(["dynamodb:RestoreTableFromBackup"], [account.arn("dynamodb", "*", "table/*/backup/*")]),
    ...allow(["kms:DescribeKey"], keys),
    ...allow(["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"], keys, {
      StringLike: { "kms:ViaService": viaService("dynamodb") },
    }),
    ...allow(["kms:CreateGrant"], keys, { Bool: { "kms:GrantIsForAWSResource": "true" } }),
  ];
}
