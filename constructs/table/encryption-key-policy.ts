import { viaService } from "../account/via-service";
import type { AwsAccount } from "../account/aws-account";
import { accountAdministersKey, useKeyThrough } from "../account/key-statements";

/**
 * The policy that AWS documents for a table's key: the account's IAM policies say who administers it, and
 * whoever may use a table may use the key through DynamoDB. That includes the service-linked roles of
 * replication and autoscaling, which no IAM policy can be attached to.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
 */
export function encryptionKeyPolicy(account: AwsAccount): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      accountAdministersKey(account),
      useKeyThrough(account, "UseThroughDynamoDB", viaService("dynamodb")),
      {
        Sid: "DynamoDBReadsKeyMetadata",
        Effect: "Allow",
        Principal: { Service: "dynamodb.amazonaws.com" },
        Action: ["kms:Describe*", "kms:Get*", "kms:List*"],
        Resource: "*",
      },
    ],
  });
}
