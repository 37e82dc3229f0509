import {
  DescribeImportCommand,
  type DynamoDBClient,
  ImportTableCommand,
  type ImportTableDescription,
} from "@aws-sdk/client-dynamodb";
import { UnreachableError } from "../../errors";
import { creationOf, type NewTable } from "./new-table";
import { orRefused } from "./refusal";
import type { S3Location } from "./s3-location";
import { type Polling, waitFor } from "./wait";

/** What an import came to. */
export interface ServiceImport {
  readonly arn: string;
  readonly tableArn: string;
  readonly processed: number;
  readonly imported: number;
  /** Items that the service could not take; it writes to CloudWatch why. */
  readonly errors: number;
}

/**
 * Starts an import from gzip-compressed DynamoDB JSON in S3 into a new table.
 *
 * @throws UnreachableError, InterruptedError
 */
export async function importFromS3(
  client: DynamoDBClient,
  table: NewTable,
  { bucket, prefix }: S3Location,
  polling: Polling,
): Promise<ServiceImport> {
  const what = `import s3://${bucket}/${prefix} into table ${table.name}`;
  const command = new ImportTableCommand({
    S3BucketSource: { S3Bucket: bucket, ...(prefix && { S3KeyPrefix: prefix }) },
    ...{ InputFormat: "DYNAMODB_JSON", InputCompressionType: "GZIP" },
    TableCreationParameters: creationOf(table),
  });
  const started = await orRefused(what, () => client.send(command), {
    ResourceInUseException:
      "the service imports only into a new table; omit --s3 to import from a folder into an existing one",
  });
  const arn = started.ImportTableDescription?.ImportArn ?? "";
  const describe = new DescribeImportCommand({ ImportArn: arn });
  const { ImportTableDescription: ended = {} } = await waitFor(
    {
      ask: () => orRefused(what, () => client.send(describe)),
      statusOf: (response) => response.ImportTableDescription?.ImportStatus ?? "IN_PROGRESS",
      isFinal: (status) => status !== "IN_PROGRESS" && status !== "CANCELLING",
      whenInterrupted: `the service continues import ${arn}`,
    },
    polling,
  );
  return imported(what, arn, ended);
}

function imported(what: string, arn: string, description: ImportTableDescription): ServiceImport {
  const {
    ImportStatus: status,
    ErrorCount: errors = 0,
    FailureCode: code,
    FailureMessage: message,
  } = description;
  if (status !== "COMPLETED" && errors === 0)
    throw new UnreachableError("import-failed", `cannot ${what}: ${code ?? status}: ${message}`);
  return {
    arn,
    tableArn: description.TableArn ?? "",
    processed: description.ProcessedItemCount ?? 0,
    imported: description.ImportedItemCount ?? 0,
    errors,
  };
}
