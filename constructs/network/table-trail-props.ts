/** The props of a {@link TableTrail}. */
export interface TableTrailProps {
  /** 3 to 128 characters of A-Z, a-z, 0-9, `.`, `_` and `-`; changing it replaces the trail. */
  readonly name: string;
  /** A bucket whose policy lets CloudTrail write. */
  readonly bucketName: string;
  /** At the beginning of the files' names. @default none */
  readonly keyPrefix?: string;
  /** 1 to 500 tables of the trail's region. */
  readonly tables: readonly { readonly arn: string }[];
  /** Which calls are logged; each is charged for. @default "all" */
  readonly calls?: "all" | "reads" | "writes";
  /** ARN of a key whose policy lets CloudTrail encrypt. @default the bucket's own encryption */
  readonly keyArn?: string;
  /** At most 50. @default the provider's default tags */
  readonly tags?: Readonly<Record<string, string>>;
}
