import { DescribeExportCommand, type DynamoDBClient, type ExportDescription } from "@aws-sdk/client-dynamodb";
import { orRefused } from "./refusal";

/** `arn:aws:dynamodb:us-east-1:123456789012:table/users/export/01693685827463-2d8752fd` */
const exportArn = /^arn:[\w-]+:dynamodb:[\w-]+:\d+:table\/([^/]+)\/export\/([^/]+)$/;

/** Whether a text is the ARN of an export. */
export function isExportArn(text: string): boolean {
  return exportArn.test(text);
}

/** What DynamoDB says of an export. @throws UnreachableError if it does not exist */
export async function describeExport(client: DynamoDBClient, arn: string): Promise<ExportDescription> {
  const describe = new DescribeExportCommand({ ExportArn: arn });
  const { ExportDescription: found = {} } = await orRefused(`find export ${arn}`, () =>
    client.send(describe),
  );
  return found;
}

/** The location of an export's folder: `s3://bucket/prefix/AWSDynamoDB/<export id>`; `undefined` if it is not known. */
export function exportFolder({ ExportArn = "", S3Bucket, S3Prefix }: ExportDescription): string | undefined {
  const id = exportArn.exec(ExportArn)?.[2];
  if (id === undefined || S3Bucket === undefined) return undefined;
  const prefix = S3Prefix ? `${S3Prefix.replace(/^\/+|\/+$/g, "")}/` : "";
  return `s3://${S3Bucket}/${prefix}AWSDynamoDB/${id}`;
}
