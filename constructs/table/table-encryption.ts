import type { DynamodbTableServerSideEncryption } from "@cdktf/provider-aws/lib/dynamodb-table";
import type { TerraformResourceLifecycle } from "cdktf";
import { Construct } from "constructs";
import type { DynamoTableProps } from "./dynamo-table-props";
import { Encryption } from "./encryption";
import { keyConditions } from "./encryption-conditions";
import { EncryptionKey } from "./encryption-key";
import { tableKeyAlias } from "./encryption-key-alias";
import { isProtected } from "./table-resource";
import { leaveKey } from "./unused-key";

/** A table's encryption at rest, and its key if it is to have one of its own. */
export class TableEncryption {
  /** ARN of the customer-managed KMS key; null if AWS owns or manages the key. */
  readonly kmsKeyArn: string | null;

  constructor(
    private readonly table: Construct,
    private readonly props: DynamoTableProps,
  ) {
    const encryption = props.encryption ?? Encryption.awsOwned();
    this.kmsKeyArn =
      encryption.kind === "customer-managed" ? (encryption.keyArn ?? this.makeKey().arn) : null;
    const isMade = encryption.kind === "customer-managed" && encryption.keyArn === undefined;
    if (!isMade && props.unusedKey !== undefined) leaveKey(this.scope(), "Key", props.unusedKey);
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

  conditions(): TerraformResourceLifecycle["postcondition"] {
    const current = "self.server_side_encryption[0].kms_key_arn";
    return keyConditions(() => this.scope(), this.props, current);
  }

  /** Made only for what is in it: most tables have no key of their own, and every construct costs time. */
  private scope(): Construct {
    const id = "Encryption";
    return this.table.node.tryFindChild(id) ?? new Construct(this.table, id);
  }

  private makeKey(): EncryptionKey {
    return new EncryptionKey(this.scope(), "Key", {
      alias: tableKeyAlias(this.props),
      preventDestroy: this.props.preventDestroy ?? isProtected(this.props),
      tags: this.props.tags,
    });
  }
}
