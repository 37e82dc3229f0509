import { KmsAlias } from "@cdktf/provider-aws/lib/kms-alias";
import { KmsReplicaKey } from "@cdktf/provider-aws/lib/kms-replica-key";
import { Construct } from "constructs";
import { AwsAccount } from "../account/aws-account";
import { isKnown } from "../rules/known-value";
import { refuse } from "../rules/refuse";
import { type Violation, violationIf } from "../rules/violation";
import { encryptionKeyViolations, type EncryptionKeyProps } from "./encryption-key";
import { encryptionKeyPolicy } from "./encryption-key-policy";

/** The props of a {@link EncryptionKeyReplica}. */
export interface EncryptionKeyReplicaProps extends Omit<EncryptionKeyProps, "multiRegion"> {
  /**
   * ARN of a multi-Region key in another region. If another stack creates the key, pass its ARN as a literal
   * value.
   */
  readonly primaryKeyArn: string;
}

/**
 * The same key as a multi-Region `EncryptionKey`, in another region: what a program has encrypted with the one it
 * can decrypt with the other. It is rotated with the key that it is made from.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/multi-region-keys-overview.html
 */
export class EncryptionKeyReplica extends Construct {
  /** The underlying resource, for what this construct does not cover. */
  readonly resource: KmsReplicaKey;

  /** @throws Error that lists every rule that the props break */
  constructor(scope: Construct, id: string, props: EncryptionKeyReplicaProps) {
    refuse("EncryptionKeyReplica", scope, id, encryptionKeyReplicaViolations(props));
    super(scope, id);
    const { alias, primaryKeyArn, provider } = props;
    this.resource = new KmsReplicaKey(this, "Resource", {
      primaryKeyArn,
      description: `DynamoDB tables of ${alias}`,
      deletionWindowInDays: 30,
      policy: encryptionKeyPolicy(AwsAccount.of(this)),
      tags: props.tags && { ...props.tags },
      lifecycle: { preventDestroy: props.preventDestroy ?? true },
      provider,
    });
    new KmsAlias(this, "Alias", { name: `alias/${alias}`, targetKeyId: this.resource.keyId, provider });
  }

  /** ARN of the key in this region. */
  get arn(): string {
    return this.resource.arn;
  }
}

/** Every rule that the props break. */
export function encryptionKeyReplicaViolations(props: EncryptionKeyReplicaProps): Violation[] {
  const { primaryKeyArn } = props;
  return [
    ...encryptionKeyViolations(props),
    ...violationIf(
      isKnown(primaryKeyArn) && !/^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/mrk-.+$/.test(primaryKeyArn),
      "key-multi-region",
      ["primaryKeyArn"],
      `must be the ARN of a multi-Region key (arn:aws:kms:<region>:<account>:key/mrk-…), got "${primaryKeyArn}"`,
    ),
  ];
}
