import {
  DescribeExportCommand,
  type DynamoDBClient,
  type ExportDescription,
  ExportTableToPointInTimeCommand,
} from "@aws-sdk/client-dynamodb";
import { UnreachableError } from "../../errors";
import { orRefused } from "./refusal";
import type { S3Location } from "./s3-location";
import { type Polling, waitFor } from "./wait";

/** A full export that the service has written. */
export interface ServiceExport {
  readonly arn: string;
  readonly items: number;
  readonly bytes: number;
  /** Its manifest's key in the bucket, where the service says so. */
  readonly manifest: string | undefined;
}

const remedies = {
  PointInTimeRecoveryUnavailableException:
    "the service exports only tables with point-in-time recovery; set pointInTimeRecovery for it in tables.yaml and deploy, or omit --s3 to scan it",
};

/** Lets the service export a table to S3, and waits for it. @throws UnreachableError, InterruptedError */
export async function exportToS3(
  client: DynamoDBClient,
  table: { readonly name: string; readonly arn: string },
  { bucket, prefix }: S3Location,
  polling: Polling,
): Promise<ServiceExport> {
  const what = `export table ${table.name} to s3://${bucket}/${prefix}`;
  const command = new ExportTableToPointInTimeCommand({
    ...{ TableArn: table.arn, S3Bucket: bucket, ExportFormat: "DYNAMODB_JSON" },
    ...(prefix && { S3Prefix: prefix }),
  });
  const started = await orRefused(what, () => client.send(command), remedies);
  const arn = started.ExportDescription?.ExportArn ?? "";
  const describe = new DescribeExportCommand({ ExportArn: arn });
  const { ExportDescription: ended = {} } = await waitFor(
    {
      ask: () => orRefused(what, () => client.send(describe)),
      statusOf: (response) => response.ExportDescription?.ExportStatus ?? "IN_PROGRESS",
      isFinal: (status) => status !== "IN_PROGRESS",
      whenInterrupted: `the service continues export ${arn}`,
    },
    polling,
  );
  if (ended.ExportStatus !== "COMPLETED") throw failed(what, ended);
  const { ItemCount: items = 0, BilledSizeBytes: bytes = 0, ExportManifest: manifest } = ended;
  return { arn, items, bytes, manifest };
}

function failed(what: string, { FailureCode: code, FailureMessage: message }: ExportDescription): Error {
  return new UnreachableError("export-failed", `cannot ${what}: ${code}: ${message}`);
}
