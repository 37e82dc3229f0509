import { type Answer, jsonAnswer } from "../http-exchange";
import { type MotoRequest, refusal } from "./moto-request";

interface Destination {
  readonly StreamArn: string;
  readonly DestinationStatus: "ACTIVE" | "DISABLED";
  readonly ApproximateCreationDateTimePrecision: string;
}

/** Kinesis streams that tables write to, by region and table. */
export type KinesisDestinations = Map<string, Map<string, Destination>>;

/** A table's stream into Kinesis; moto has none. */
export function kinesisDestinations(request: MotoRequest, all: KinesisDestinations): Answer | null {
  const { TableName } = request.body;
  const key = JSON.stringify([request.region, TableName]);
  const ofTable = all.get(key) ?? new Map<string, Destination>();
  all.set(key, ofTable);
  switch (request.operation) {
    case "EnableKinesisStreamingDestination":
      return change(request, ofTable, "ACTIVE");
    case "DisableKinesisStreamingDestination":
      return change(request, ofTable, "DISABLED");
    case "DescribeKinesisStreamingDestination":
      return jsonAnswer(200, { TableName, KinesisDataStreamDestinations: [...ofTable.values()] });
    default:
      return null;
  }
}

function change(
  { body }: MotoRequest,
  ofTable: Map<string, Destination>,
  DestinationStatus: Destination["DestinationStatus"],
): Answer {
  const StreamArn = String(body["StreamArn"]);
  if (ofTable.get(StreamArn)?.DestinationStatus === DestinationStatus) {
    return refusal("ValidationException", `Stream ${StreamArn} is ${DestinationStatus} already`);
  }
  const { ApproximateCreationDateTimePrecision = "MILLISECOND" } = (body[
    "EnableKinesisStreamingConfiguration"
  ] ?? {}) as Partial<Destination>;
  ofTable.set(StreamArn, { StreamArn, DestinationStatus, ApproximateCreationDateTimePrecision });
  const inBetween = DestinationStatus === "ACTIVE" ? "ENABLING" : "DISABLING";
  return jsonAnswer(200, { TableName: body["TableName"], StreamArn, DestinationStatus: inBetween });
}
