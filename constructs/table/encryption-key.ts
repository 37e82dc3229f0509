import { KmsAlias } from "@cdktf/provider-aws/lib/kms-alias";
import { KmsKey } from "@cdktf/provider-aws/lib/kms-key";
import type { TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import { AwsAccount } from "../account/aws-account";
import { ProtectedResources } from "../lifecycle/protected-resources";
import { isKnown } from "../rules/known-value";
import { refuse } from "../rules/refuse";
import { tagViolations } from "../rules/tag-rules";
import { type Violation, violationIf } from "../rules/violation";
import { encryptionKeyPolicy } from "./encryption-key-policy";

/** The props of a {@link EncryptionKey}. */
export interface EncryptionKeyProps {
  /** The key's alias without `alias/`, 1 to 250 characters of A-Z, a-z, 0-9, `/`, `_` and `-`. */
  readonly alias: string;
  /**
   * Whether Terraform refuses any plan that would delete the key, which would make all data that it encrypts
   * unreadable.
   * @default true
   */
  readonly preventDestroy?: boolean;
  /** @default the provider's default tags */
  readonly tags?: Readonly<Record<string, string>>;
  /**
   * Whether the key is a multi-Region key, for `EncryptionKeyReplica`. DynamoDB does not use multi-Region keys as
   * such; they are for programs that encrypt attributes themselves and decrypt them in several regions. Changing it
   * replaces the key. @default false
   */
  readonly multiRegion?: boolean;
  /** A provider for a region other than the stack's. @default the stack's own */
  readonly provider?: TerraformProvider;
}

/**
 * A KMS key for tables: rotated every year, administered by the account, and usable through DynamoDB only.
 *
 * It belongs to one region, and a table with replicas has such a key in each of them. DynamoDB uses every key as
 * a key of one region, multi-Region ones too: items travel decrypted by the one and encrypted by the other, so a
 * multi-Region key would save nothing. It would tie the regions together, though: a replica of a key is made from
 * the primary's id, and a region's stack could then neither be planned nor applied without the primary region.
 * The choice is final, since a key cannot be turned into a multi-Region one (`multiRegion` is there for programs
 * that encrypt by themselves). That a table is encrypted with keys
 * of the account's own in all of its regions or in none is held by their coming from one setting of the table.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/multi-region-keys-overview.html
 */
export class EncryptionKey extends Construct {
  /** The underlying resource, for what this construct does not cover. */
  readonly resource: KmsKey;
  private arnToken?: string;

  /** @throws Error that lists every rule that the props break */
  constructor(scope: Construct, id: string, props: EncryptionKeyProps) {
    refuse("EncryptionKey", scope, id, encryptionKeyViolations(props));
    super(scope, id);
    const { provider, multiRegion, preventDestroy = true } = props;
    this.resource = new KmsKey(this, "Resource", {
      description: `DynamoDB tables of ${props.alias}`,
      enableKeyRotation: true,
      multiRegion,
      // The longest wait there is: once it is over, so are the tables.
      deletionWindowInDays: 30,
      policy: encryptionKeyPolicy(AwsAccount.of(this)),
      tags: props.tags && { ...props.tags },
      lifecycle: { preventDestroy },
      provider,
    });
    ProtectedResources.of(this).add(`aws_kms_key.${this.resource.friendlyUniqueId}`, preventDestroy);
    new KmsAlias(this, "Alias", { name: `alias/${props.alias}`, targetKeyId: this.resource.keyId, provider });
  }

  /** ARN of the key; the same text whenever it is asked for, so that a policy names the key of many tables once. */
  get arn(): string {
    return (this.arnToken ??= this.resource.arn);
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
