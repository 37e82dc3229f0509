import { DataAwsKmsKey } from "@cdktf/provider-aws/lib/data-aws-kms-key";
import type { TerraformResourceLifecycle } from "cdktf";
import type { Construct } from "constructs";
import type { DynamoTableProps } from "./dynamo-table-props";

/**
 * Stops a table or replica that is to use AWS's managed key and is still on one of the account's own. The provider
 * plans no change for that step, so the key would be deleted and the table be lost with it. Turning to
 * `Encryption.awsOwned()` first is a step that it does plan.
 *
 * @see https://github.com/hashicorp/terraform/issues/35540
 */
export function keyConditions(
  scope: () => Construct,
  { name, encryption }: Pick<DynamoTableProps, "name" | "encryption">,
  current: string,
): TerraformResourceLifecycle["postcondition"] {
  if (encryption?.kind !== "aws-managed") return undefined;
  const managed = new DataAwsKmsKey(scope(), "ManagedKey", { keyId: "alias/aws/dynamodb" });
  const allowed = ["null", '""', `data.aws_kms_key.${managed.friendlyUniqueId}.arn`];
  return [
    {
      condition: `\${${allowed.map((key) => `${current} == ${key}`).join(" || ")}}`,
      errorMessage: `${name} is still encrypted with a customer-managed KMS key, which Terraform does not change to AWS's managed key in one step: apply it with aws-owned encryption first.`,
    },
  ];
}
