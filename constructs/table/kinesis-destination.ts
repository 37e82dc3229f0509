import {
  DynamodbKinesisStreamingDestination,
  type DynamodbKinesisStreamingDestinationConfig,
} from "@cdktf/provider-aws/lib/dynamodb-kinesis-streaming-destination";
import type { Construct } from "constructs";

/**
 * A Kinesis data stream that every change of an item goes to.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/kds.html
 */
export interface KinesisDestination {
  /** ARN of a data stream in the table's account and region. */
  readonly streamArn: string;
  /**
   * ARNs of the data streams of its replicas, by region.
   *
   * @default changes of replicas are not sent to a data stream
   */
  readonly replicaStreamArns?: Readonly<Record<string, string>>;
  /** Precision of the time of a change. @default "millisecond" */
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
