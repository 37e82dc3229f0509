import { KmsAlias } from "@cdktf/provider-aws/lib/kms-alias";
import { KmsKey } from "@cdktf/provider-aws/lib/kms-key";
import { Construct } from "constructs";
import { AwsAccount } from "../account/aws-account";
import { isKnown } from "../rules/known-value";
import { refuse } from "../rules/refuse";
import { tagViolations } from "../rules/tag-rules";
import { type Violation, violationIf } from "../rules/violation";
import { encryptionKeyPolicy } from "./encryption-key-policy";

export interface EncryptionKeyProps {
  /** The key's alias without `alias/`, 1 to 250 characters of A-Z, a-z, 0-9, `/`, `_` and `-`. */
  readonly alias: string;
  /**
   * Whether Terraform refuses any plan that would delete the key, and with it all that it encrypts.
   * @default true
   */
  readonly preventDestroy?: boolean;
  /** @default the provider's default tags */
  readonly tags?: Readonly<Record<string, string>>;
}

/**
 * A KMS key for tables: rotated every year, administered by the account, and usable through DynamoDB only.
 * It belongs to one region, as DynamoDB uses every key as a key of one region, multi-Region ones too; so the
 * tables of a region need no other region to be encrypted and read.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/multi-region-keys-overview.html
 */
export class EncryptionKey extends Construct {
  readonly resource: KmsKey;

  /** @throws Error that lists every rule that the props break */
  constructor(scope: Construct, id: string, props: EncryptionKeyProps) {
    refuse("EncryptionKey", scope, id, encryptionKeyViolations(props));
    super(scope, id);
    this.resource = new KmsKey(this, "Resource", {
      description: `DynamoDB tables of ${props.alias}`,
      enableKeyRotation: true,
      // The longest wait there is: once it is over, so are the tables.
      deletionWindowInDays: 30,
      policy: encryptionKeyPolicy(AwsAccount.of(this)),
      tags: props.tags && { ...props.tags },
      lifecycle: { preventDestroy: props.preventDestroy ?? true },
    });
    new KmsAlias(this, "Alias", { name: `alias/${props.alias}`, targetKeyId: this.resource.keyId });
  }

  get arn(): string {
    return this.resource.arn;
  }
}

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateAlias.html */
export function encryptionKeyViolations({ alias, tags }: EncryptionKeyProps): Violation[] {
  return [
    ...violationIf(
      isKnown(alias) && !/^[A-Za-z0-9/_-]{1,250}$/.test(alias),
      "key-alias",
      ["alias"],
      `must be 1 to 250 characters of A-Z, a-z, 0-9, /, _ and -, got "${alias}"`,
    ),
    ...tagViolations(tags),
  ];
}
