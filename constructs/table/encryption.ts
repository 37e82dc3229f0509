/** The customer-managed KMS keys of a table. Without `keyArn` the table makes a key for itself. */
export interface CustomerKeys {
  /** ARN of a symmetric KMS key in the table's region. @default a key that is created for this table */
  readonly keyArn?: string;
  /** ARNs of the keys of its replicas, by region. @default keys that are created for the replicas */
  readonly replicaKeyArns?: Readonly<Record<string, string>>;
  /**
   * Alias, without `alias/`, of the created keys, the same in each region. Roles get access to a replica's key by
   * this alias, because only the replica's stack knows the ARN. @default the table's name
   */
  readonly keyAlias?: string;
}

/** AWS owns the key; free of charge, and not visible in the account. */
export interface AwsOwnedEncryption {
  readonly kind: "aws-owned";
}

/** The account's key `aws/dynamodb`, which AWS manages; its use is logged and charged. */
export interface AwsManagedEncryption {
  readonly kind: "aws-managed";
}

/** A customer-managed KMS key, which it can restrict, rotate and revoke. */
export interface CustomerManagedEncryption extends CustomerKeys {
  readonly kind: "customer-managed";
}

/**
 * Who holds the key that a table is encrypted with at rest.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.howitworks.html
 */
export type Encryption = AwsOwnedEncryption | AwsManagedEncryption | CustomerManagedEncryption;

/** Kinds of encryption at rest. There is no unencrypted table. */
export const Encryption = {
  /** A key of AWS's: free of charge, not visible in the account. */
  awsOwned: (): AwsOwnedEncryption => Object.freeze({ kind: "aws-owned" }),
  /** The account's key `aws/dynamodb`, managed by AWS. */
  awsManaged: (): AwsManagedEncryption => Object.freeze({ kind: "aws-managed" }),
  /** A customer-managed KMS key, existing or created here. */
  customerManaged: (keys: CustomerKeys = {}): CustomerManagedEncryption =>
    Object.freeze({ kind: "customer-managed", ...keys }),
};
