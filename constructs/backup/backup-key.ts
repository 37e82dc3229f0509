import { viaService } from "../account/via-service";
import { KmsAlias } from "@cdktf/provider-aws/lib/kms-alias";
import { KmsKey } from "@cdktf/provider-aws/lib/kms-key";
import { Construct } from "constructs";
import { AwsAccount } from "../account/aws-account";
import { ProtectedResources } from "../lifecycle/protected-resources";
import { accountAdministersKey, useKeyThrough } from "../account/key-statements";

export interface BackupKeyProps {
  /** The name of the vault; the key's alias is `alias/backup/<name>`. */
  readonly vaultName: string;
  /**
   * Whether Terraform refuses any plan that would delete the key, which would make all data that it encrypts
   * unreadable.
   */
  readonly preventDestroy: boolean;
  /** @default the provider's default tags */
  readonly tags?: Readonly<Record<string, string>>;
}

/** A KMS key for one vault: rotated every year, administered by the account, and usable through AWS Backup only. */
export class BackupKey extends Construct {
  readonly resource: KmsKey;

  constructor(scope: Construct, id: string, { vaultName, preventDestroy, tags }: BackupKeyProps) {
    super(scope, id);
    this.resource = new KmsKey(this, "Resource", {
      description: `Backup vault ${vaultName}`,
      enableKeyRotation: true,
      deletionWindowInDays: 30,
      policy: keyPolicy(AwsAccount.of(this)),
      tags: tags && { ...tags },
      lifecycle: { preventDestroy },
    });
    ProtectedResources.of(this).add(`aws_kms_key.${this.resource.friendlyUniqueId}`, preventDestroy);
    new KmsAlias(this, "Alias", { name: `alias/backup/${vaultName}`, targetKeyId: this.resource.keyId });
  }

  get arn(): string {
    return this.resource.arn;
  }
}

/**
 * Statements of the policy of AWS's key `aws/backup`, and those for DynamoDB, which encrypts recovery points itself.
 *
 * @see https://docs.aws.amazon.com/aws-backup/latest/devguide/encryption.html
 */
function keyPolicy(account: AwsAccount): string {
  const services = [viaService("backup"), viaService("dynamodb")];
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [accountAdministersKey(account), useKeyThrough(account, "UseThroughBackup", services)],
  });
}
