import type { AwsAccount } from "./aws-account";

/** The statement of a key's policy by which the account's IAM policies say who administers it. */
export function accountAdministersKey(account: AwsAccount): object {
  return {
    Sid: "AccountAdministersKey",
    Effect: "Allow",
    Principal: { AWS: `arn:${account.partition}:iam::${account.accountId}:root` },
    Action: "kms:*",
    Resource: "*",
  };
}

/**
 * The statement of a key's policy by which everybody in the account who may use a service may use the key through it.
 *
 * @param services patterns such as `dynamodb.*.amazonaws.com`
 */
export function useKeyThrough(
  account: AwsAccount,
  sid: string,
  services: string | readonly string[],
): object {
  return {
    Sid: sid,
    Effect: "Allow",
    Principal: { AWS: "*" },
    Action: [
      ...["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*"],
      ...["kms:DescribeKey", "kms:CreateGrant"],
    ],
    Resource: "*",
    Condition: {
      StringEquals: { "kms:CallerAccount": account.accountId },
      StringLike: { "kms:ViaService": services },
    },
  };
}
