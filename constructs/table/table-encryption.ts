import { DataAwsKmsKey } from "@cdktf/provider-aws/lib/data-aws-kms-key";
import type { DynamodbTableServerSideEncryption } from "@cdktf/provider-aws/lib/dynamodb-table";
import type { TerraformResourceLifecycle } from "cdktf";
import { Construct } from "constructs";
import type { DynamoTableProps } from "./dynamo-table-props";
import { Encryption } from "./encryption";
import { EncryptionKey } from "./encryption-key";
import { tableKeyAlias } from "./encryption-key-alias";
import { isProtected } from "./table-resource";

/** A table's encryption at rest, and its key if it is to have one of its own. */
export class TableEncryption {
  /** ARN of the account's own key; null if AWS owns or manages the key. */
  readonly kmsKeyArn: string | null;

  constructor(
    private readonly table: Construct,
    private readonly props: DynamoTableProps,
  ) {
    const encryption = props.encryption ?? Encryption.awsOwned();
    this.kmsKeyArn =
      encryption.kind === "customer-managed" ? (encryption.keyArn ?? this.makeKey().arn) : null;
  }

  /**
   * Written out for AWS's own key too: the provider keeps what it finds when the block is missing, so that a
   * table would silently stay on the key it had.
   *
   * @see https://github.com/hashicorp/terraform-provider-aws/issues/29811
   */
  setting(): DynamodbTableServerSideEncryption {
    const kind = this.props.encryption?.kind ?? "aws-owned";
    if (kind === "aws-owned") return { enabled: false };
    return { enabled: true, kmsKeyArn: this.kmsKeyArn ?? undefined };
  }

  /**
   * Stops a table that is to use AWS's managed key and is still on one of the account's own. The provider plans
   * no change for that step, so the key would be deleted and the table be lost with it. Turning to
   * `Encryption.awsOwned()` first is a step that it does plan.
   *
   * @see https://github.com/hashicorp/terraform/issues/35540
   */
  conditions(): TerraformResourceLifecycle["postcondition"] {
    if (this.props.encryption?.kind !== "aws-managed") return undefined;
    const managed = new DataAwsKmsKey(this.scope(), "ManagedKey", { keyId: "alias/aws/dynamodb" });
    const current = "self.server_side_encryption[0].kms_key_arn";
    const allowed = ["null", '""', `data.aws_kms_key.${managed.friendlyUniqueId}.arn`];
    return [
      {
        condition: `\${${allowed.map((key) => `${current} == ${key}`).join(" || ")}}`,
        errorMessage: `${this.props.name} is still encrypted with a key of the account's own, which Terraform does not change to AWS's managed key in one step: apply it with aws-owned encryption first.`,
      },
    ];
  }

  /** Made only for what is in it: most tables have no key of their own, and every construct costs time. */
  private scope(): Construct {
    return new Construct(this.table, "Encryption");
  }

  private makeKey(): EncryptionKey {
    return new EncryptionKey(this.scope(), "Key", {
      alias: tableKeyAlias(this.props),
      preventDestroy: this.props.preventDestroy ?? isProtected(this.props),
      tags: this.props.tags,
    });
  }
}
