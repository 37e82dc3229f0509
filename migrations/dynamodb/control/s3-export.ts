import {
  DescribeExportCommand,
  type DynamoDBClient,
  type ExportDescription,
  ExportTableToPointInTimeCommand,
  type ExportTableToPointInTimeInput,
} from "@aws-sdk/client-dynamodb";
import { UnreachableError } from "../../errors";
import { exportFolder } from "./describe-export";
import { orRefused } from "./refusal";
import type { S3Location } from "./s3-location";
import { type Polling, waitFor } from "./wait";

/** An export that the service has written. */
export interface ServiceExport {
  readonly arn: string;
  /** `s3://bucket/prefix/AWSDynamoDB/<export id>`; absent if the service does not say its id. */
  readonly folder?: string;
  readonly items: number;
  readonly bytes: number;
  /** Its manifest's key in the bucket, where the service says so. */
  readonly manifest: string | undefined;
}

const remedies = {
  PointInTimeRecoveryUnavailableException:
    "the service exports only tables with point-in-time recovery; set pointInTimeRecovery for it in tables.yaml and deploy, or omit --s3 to scan it",
};

/** What an incremental export is to hold. */
export interface ExportedPeriod {
  /** Milliseconds since 1970. */
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
  /** Whether the items before the changes are omitted. */
  readonly onlyNewImages: boolean;
}

/**
 * Lets the service export a table to S3, and waits for it.
 *
 * @param period of the changes. @default all items as they are now
 * @throws UnreachableError, InterruptedError
 */
export async function exportToS3(
  client: DynamoDBClient,
  table: { readonly name: string; readonly arn: string },
  { bucket, prefix }: S3Location,
  polling: Polling,
  period?: ExportedPeriod,
): Promise<ServiceExport> {
  const what = `export table ${table.name} to s3://${bucket}/${prefix}`;
  const command = new ExportTableToPointInTimeCommand({
    ...{ TableArn: table.arn, S3Bucket: bucket, ExportFormat: "DYNAMODB_JSON" },
    ...(prefix && { S3Prefix: prefix }),
    ...(period && incremental(period)),
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
  const folder = exportFolder({ ExportArn: arn, S3Bucket: bucket, S3Prefix: prefix });
  return { arn, ...(folder !== undefined && { folder }), items, bytes, manifest };
}

function incremental({ from, to, onlyNewImages }: ExportedPeriod): Partial<ExportTableToPointInTimeInput> {
  return {
    ExportType: "INCREMENTAL_EXPORT",
    IncrementalExportSpecification: {
      ...{ ExportFromTime: new Date(from), ExportToTime: new Date(to) },
      ExportViewType: onlyNewImages ? "NEW_IMAGE" : "NEW_AND_OLD_IMAGES",
    },
  };
}

function failed(what: string, { FailureCode: code, FailureMessage: message }: ExportDescription): Error {
  return new UnreachableError("export-failed", `cannot ${what}: ${code}: ${message}`);
}
