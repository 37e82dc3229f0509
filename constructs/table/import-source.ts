import type { DynamodbTableImportTable } from "@cdktf/provider-aws/lib/dynamodb-table";
import { isKnown } from "../rules/known-value";
import { type Violation, violationIf } from "../rules/violation";
import type { DynamoTableProps } from "./dynamo-table-props";

/**
 * Objects in S3 that a new table is filled with when it is made; it costs no write units. A table that is there
 * is neither filled nor replaced by it, and the source may be removed once it has done its work.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/S3DataImport.HowItWorks.html
 */
export interface ImportSource {
  /** The bucket's name. */
  readonly bucket: string;
  /** What the objects' keys begin with. @default every object in the bucket, at most 50,000 */
  readonly keyPrefix?: string;
  /** The account of the bucket, twelve digits. @default the account of the table */
  readonly bucketOwner?: string;
  /** How the objects are written. */
  readonly format: "csv" | "dynamodb-json" | "ion";
  /** @default "none" */
  readonly compression?: "none" | "gzip" | "zstd";
  /** Only of the format csv: one of `,`, tab, `:`, `;`, `|` and space. @default a comma */
  readonly csvDelimiter?: string;
  /** Only of the format csv: the columns' names. @default the first line of each object */
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

/** The provider makes an imported table without these, and would first plan them afterwards. */
const unsent: Readonly<Record<string, (props: DynamoTableProps) => boolean>> = {
  localIndexes: ({ localIndexes }) => Object.keys(localIndexes ?? {}).length > 0,
  stream: ({ stream }) => stream !== undefined && stream !== false,
  replicaRegions: ({ replicaRegions }) => isKnown(replicaRegions) && replicaRegions.length > 0,
  tableClass: ({ tableClass }) => tableClass !== undefined && tableClass !== "standard",
  tags: ({ tags }) => Object.keys(tags ?? {}).length > 0,
};

/** @see https://github.com/hashicorp/terraform-provider-aws/blob/v6.25.0/internal/service/dynamodb/table.go */
export function importViolations(props: DynamoTableProps): Violation[] {
  const { importFrom, adopt, deletionProtection } = props;
  if (importFrom === undefined) return [];
  const { format, csvDelimiter, csvHeaders } = importFrom;
  return [
    ...Object.entries(unsent).flatMap(([key, isThere]) =>
      violationIf(
        isThere(props),
        "import-unsent",
        [key],
        "a table that is imported from S3 is made without it; add it once the import is applied and removed",
      ),
    ),
    ...violationIf(
      deletionProtection !== false,
      "import-unsent",
      ["deletionProtection"],
      "must be false until the import is applied, since the table is made without it; preventDestroy may be true",
    ),
    ...violationIf(
      adopt === true,
      "import-adopted",
      ["adopt"],
      "a table that is there cannot be imported from S3; remove adopt, or importFrom",
    ),
    ...violationIf(
      format !== "csv" && (csvDelimiter !== undefined || csvHeaders !== undefined),
      "import-csv",
      ["importFrom"],
      `a delimiter and headers belong to the format csv, got ${format}`,
    ),
    ...violationIf(
      isKnown(csvDelimiter) && !/^[,\t:;| ]$/.test(csvDelimiter),
      "import-csv",
      ["importFrom", "csvDelimiter"],
      `must be a comma, a tab, a colon, a semicolon, a pipe or a space, got ${JSON.stringify(csvDelimiter)}`,
    ),
  ];
}
