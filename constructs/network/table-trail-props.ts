/** The props of a {@link TableTrail}. */
export interface TableTrailProps {
  /** 3 to 128 characters of A-Z, a-z, 0-9, `.`, `_` and `-`; changing it replaces the trail. */
  readonly name: string;
  /** A bucket whose policy allows CloudTrail to write. */
  readonly bucketName: string;
  /** Prefix of the log files' keys. @default none */
  readonly keyPrefix?: string;
  /** 1 to 500 tables of the trail's region. */
  readonly tables: readonly { readonly arn: string }[];
  /** Calls to log. Each logged call is charged. @default "all" */
  readonly calls?: "all" | "reads" | "writes";
  /** ARN of a KMS key whose policy allows CloudTrail to encrypt. @default the bucket's own encryption */
  readonly keyArn?: string;
  /** At most 50. @default the provider's default tags */
  readonly tags?: Readonly<Record<string, string>>;
}
