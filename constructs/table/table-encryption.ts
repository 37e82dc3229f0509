import type { DynamodbTableServerSideEncryption } from "@cdktf/provider-aws/lib/dynamodb-table";
import { Construct } from "constructs";
import type { DynamoTableProps } from "./dynamo-table-props";
import { Encryption } from "./encryption";
import { EncryptionKey } from "./encryption-key";
import { tableKeyAlias } from "./encryption-key-alias";
import { isProtected } from "./table-resource";

/** A table's encryption at rest, and its key if it is to have one of its own. */
export class TableEncryption extends Construct {
  /** ARN of the account's own key; null if AWS owns or manages the key. */
  readonly kmsKeyArn: string | null;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: DynamoTableProps,
  ) {
    super(scope, id);
    const encryption = props.encryption ?? Encryption.awsOwned();
    this.kmsKeyArn =
      encryption.kind === "customer-managed" ? (encryption.keyArn ?? this.makeKey().arn) : null;
  }

  /**
   * Written out for AWS's own key too: the provider keeps what it finds when the block is missing, so that a
   * table would silently stay on the key it had.
   */
  get setting(): DynamodbTableServerSideEncryption {
    const kind = this.props.encryption?.kind ?? "aws-owned";
    return { enabled: kind !== "aws-owned", kmsKeyArn: this.kmsKeyArn ?? undefined };
  }

  private makeKey(): EncryptionKey {
    return new EncryptionKey(this, "Key", {
      alias: tableKeyAlias(this.props),
      preventDestroy: this.props.preventDestroy ?? isProtected(this.props),
      tags: this.props.tags,
    });
  }
}
