import { isKnown } from "../rules/known-value";
import { type Violation, violationIf } from "../rules/violation";
import type { DynamoTableProps } from "./dynamo-table-props";

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
