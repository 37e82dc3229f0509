import { isKnown } from "../rules/known-value";
import { type Violation, violationIf } from "../rules/violation";
import type { DynamoTableProps } from "./dynamo-table-props";

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
