import {
  DynamodbKinesisStreamingDestination,
  type DynamodbKinesisStreamingDestinationConfig,
} from "@cdktf/provider-aws/lib/dynamodb-kinesis-streaming-destination";
import type { Construct } from "constructs";
import { isKnown } from "../rules/known-value";
import { type Violation, violationIf } from "../rules/violation";
import type { DynamoTableProps } from "./dynamo-table-props";

/**
 * A Kinesis data stream that every change of an item goes to.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/kds.html
 */
export interface KinesisDestination {
  /** ARN of a data stream in the table's account and region. */
  readonly streamArn: string;
  /** ARNs of the data streams of its replicas, by region. @default the replicas' changes go nowhere */
  readonly replicaStreamArns?: Readonly<Record<string, string>>;
  /** How exactly the time of a change is told. @default "millisecond" */
  readonly precision?: "millisecond" | "microsecond";
}

/** Sends the changes of a table, or of a replica in its own region, to a data stream. */
export function connectKinesis(
  scope: Construct,
  id: string,
  {
    precision,
    ...config
  }: Omit<DynamodbKinesisStreamingDestinationConfig, "id"> & Pick<KinesisDestination, "precision">,
): void {
  new DynamodbKinesisStreamingDestination(scope, id, {
    ...config,
    approximateCreationDateTimePrecision: precision?.toUpperCase(),
  });
}

const streamArn = /^arn:aws[a-z-]*:kinesis:([a-z0-9-]+):\d{12}:stream\/.+$/;

export function kinesisViolations({ kinesis, region }: DynamoTableProps): Violation[] {
  if (kinesis === undefined) return [];
  return [
    ...streamArnViolations(["kinesis", "streamArn"], kinesis.streamArn, region),
    ...Object.entries(kinesis.replicaStreamArns ?? {}).flatMap(([replica, arn]) =>
      streamArnViolations(["kinesis", "replicaStreamArns", replica], arn, replica),
    ),
  ];
}

/** A data stream's ARN, in a given region if one is given. */
export function streamArnViolations(path: readonly string[], arn: string, region?: string): Violation[] {
  if (!isKnown(arn)) return [];
  const found = streamArn.exec(arn);
  return [
    ...violationIf(
      found === null,
      "kinesis-stream",
      path,
      `must be the ARN of a Kinesis data stream (arn:aws:kinesis:<region>:<account>:stream/<name>), got "${arn}"`,
    ),
    ...violationIf(
      found !== null && isKnown(region) && found[1] !== region,
      "kinesis-stream",
      path,
      `must be a data stream in ${region}, got one in ${found?.[1]}`,
    ),
  ];
}
