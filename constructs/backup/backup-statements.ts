import { viaService } from "../account/via-service";
import { allow, type PolicyStatement } from "../access/policy-statement";
import type { AwsAccount } from "../account/aws-account";
import type { BackupPlanProps } from "./backup-plan-props";

/**
 * The DynamoDB statements of AWS's policy AWSBackupServiceRolePolicyForBackup, for the tables, keys and vaults of
 * one plan.
 *
 * @see https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSBackupServiceRolePolicyForBackup.html
 */
export function backupStatements(props: BackupPlanProps, account: AwsAccount): PolicyStatement[] {
  const { tables = [], taggedWith, vault, rules } = props;
  const byTag = taggedWith !== undefined;
  const arns = [...tables.map(({ arn }) => arn), ...(byTag ? [account.arn("dynamodb", "*", "table/*")] : [])];
  const vaults = [vault.arn, ...rules.flatMap(({ copies = [] }) => copies.map(({ vaultArn }) => vaultArn))];
  return [
    ...allow(
      [
        ...["dynamodb:DescribeTable", "dynamodb:CreateBackup", "dynamodb:ListTagsOfResource"],
        "dynamodb:StartAwsBackupJob",
      ],
      arns,
    ),
    ...allow(
      ["dynamodb:DescribeBackup", "dynamodb:DeleteBackup"],
      arns.map((arn) => `${arn}/backup/*`),
    ),
    ...allow(["backup:DescribeBackupVault", "backup:CopyIntoBackupVault"], vaults),
    ...allow(["backup:TagResource", "backup:CopyFromBackupVault"], [recoveryPoints(account), vault.arn]),
    // It takes no ARN.
    ...(byTag ? allow(["tag:GetResources"], ["*"]) : []),
    ...keyStatements(props),
  ];
}

/** The tables' keys are used through DynamoDB, the vault's through AWS Backup. */
function keyStatements({ tables = [], vault }: BackupPlanProps): PolicyStatement[] {
  const tableKeys = tables.flatMap(({ kmsKeyArn }) => kmsKeyArn ?? []);
  const vaultKeys = vault.kmsKeyArn === null ? [] : [vault.kmsKeyArn];
  const keys = [...new Set([...tableKeys, ...vaultKeys])];
  return [
    ...allow(["kms:DescribeKey"], keys),
    ...allow(["kms:Decrypt", "kms:GenerateDataKey*"], keys, {
      StringLike: { "kms:ViaService": viaService("dynamodb") },
    }),
    ...allow(["kms:Decrypt", "kms:GenerateDataKey*"], vaultKeys, {
      StringLike: { "kms:ViaService": viaService("backup") },
    }),
    ...allow(["kms:CreateGrant"], keys, { Bool: { "kms:GrantIsForAWSResource": "true" } }),
  ];
}

/** Recovery points are named by nobody, and those of DynamoDB belong to AWS Backup. */
function recoveryPoints(account: AwsAccount): string {
  return account.arn("backup", "*", "recovery-point:*");
}
