/** The account's key `aws/backup`, which AWS manages; what it encrypts cannot be copied to another account. */
export interface AwsManagedVault {
  readonly kind: "aws-managed";
}

/** A customer-managed KMS key. Without `keyArn` the vault makes one for itself. */
export interface CustomerManagedVault {
  readonly kind: "customer-managed";
  /** ARN of a symmetric KMS key in the vault's region. @default a key created for this vault */
  readonly keyArn?: string;
}

/**
 * Who holds the key that a vault's recovery points are encrypted with; it is independent of the tables' keys.
 *
 * @see https://docs.aws.amazon.com/aws-backup/latest/devguide/encryption.html
 */
export type VaultEncryption = AwsManagedVault | CustomerManagedVault;

/** Kinds of encryption of a backup vault. */
export const VaultEncryption = {
  /** The account's key `aws/backup`. */
  awsManaged: (): AwsManagedVault => Object.freeze({ kind: "aws-managed" }),
  /** A customer-managed KMS key, existing or created here. */
  customerManaged: (key: Pick<CustomerManagedVault, "keyArn"> = {}): CustomerManagedVault =>
    Object.freeze({ kind: "customer-managed", ...key }),
};
