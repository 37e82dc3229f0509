import type { DynamodbTableImportTable } from "@cdktf/provider-aws/lib/dynamodb-table";

/**
 * Objects in S3 that are imported when a table is created. The import costs no write units. A table that is there
 * is neither filled nor replaced by it, and the source may be removed once it has done its work.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/S3DataImport.HowItWorks.html
 */
export interface ImportSource {
  /** The bucket's name. */
  readonly bucket: string;
  /** Prefix of the objects' keys. @default every object in the bucket, at most 50,000 */
  readonly keyPrefix?: string;
  /** The account of the bucket, twelve digits. @default the account of the table */
  readonly bucketOwner?: string;
  /** Format of the objects. */
  readonly format: "csv" | "dynamodb-json" | "ion";
  /** @default "none" */
  readonly compression?: "none" | "gzip" | "zstd";
  /** Only for csv: one of `,`, tab, `:`, `;`, `|` and space. @default a comma */
  readonly csvDelimiter?: string;
  /** Only for csv: column names. @default the first line of each object */
  readonly csvHeaders?: readonly string[];
}

export function importSetting(source: ImportSource | undefined): DynamodbTableImportTable | undefined {
  if (source === undefined) return undefined;
  const { bucket, keyPrefix, bucketOwner, format, compression = "none", csvDelimiter, csvHeaders } = source;
  const csv = { delimiter: csvDelimiter, headerList: csvHeaders && [...csvHeaders] };
  return {
    inputFormat: format.toUpperCase().replaceAll("-", "_"),
    inputCompressionType: compression.toUpperCase(),
    inputFormatOptions: csvDelimiter === undefined && csvHeaders === undefined ? undefined : { csv },
    s3BucketSource: { bucket, keyPrefix, bucketOwner },
  };
}
