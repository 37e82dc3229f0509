import type { AwsAccount } from "../account/aws-account";
import type { BackupVaultProps } from "./backup-vault-props";

/** The access policy of a vault as JSON; undefined if it would say nothing. */
export function vaultPolicy(props: BackupVaultProps, account: AwsAccount): string | undefined {
  const { refuseDeletion = false, copiesFromAccounts = [] } = props;
  const statements = [
    ...(refuseDeletion ? [deletionRefused()] : []),
    ...(copiesFromAccounts.length > 0 ? [copiesAllowed(copiesFromAccounts, account.partition)] : []),
  ];
  if (statements.length === 0) return undefined;
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

/** @see https://docs.aws.amazon.com/aws-backup/latest/devguide/create-a-vault-access-policy.html */
function deletionRefused(): object {
  return {
    Sid: "RecoveryPointsAreKept",
    Effect: "Deny",
    Principal: { AWS: "*" },
    Action: ["backup:DeleteRecoveryPoint", "backup:UpdateRecoveryPointLifecycle"],
    Resource: "*",
  };
}

function copiesAllowed(accounts: readonly string[], partition: string): object {
  return {
    Sid: "AccountsCopyInto",
    Effect: "Allow",
    Principal: { AWS: accounts.map((account) => `arn:${partition}:iam::${account}:root`) },
    Action: "backup:CopyIntoBackupVault",
    Resource: "*",
  };
}
