import {
  type AttributeDefinition,
  DescribeTableCommand,
  type DynamoDBClient,
  type KeySchemaElement,
  type TableDescription,
} from "@aws-sdk/client-dynamodb";
import { RunnerError, UnreachableError } from "../../errors";
import { problemText } from "../client/problem-text";
import type { KeyAttribute, TargetIndex, TargetTable } from "../../items/target-table";

/** What the service says of a table. @throws UnreachableError if it does not exist or cannot be described */
export async function describeTable(
  client: DynamoDBClient,
  name: string,
  place: string,
): Promise<TableDescription> {
  try {
    return (await client.send(new DescribeTableCommand({ TableName: name }))).Table ?? {};
  } catch (cause) {
    if (cause instanceof RunnerError) throw cause;
    if ((cause as Error).name === "ResourceNotFoundException") {
      throw new UnreachableError(
        "table-missing",
        `table ${name} not found in ${place}; deploy it, or choose another region or endpoint with --region or --endpoint`,
        { cause },
      );
    }
    const problem = problemText(cause, { action: "dynamodb:DescribeTable", table: name });
    throw new UnreachableError("table-unreachable", `cannot reach table ${name} in ${place}: ${problem}`, {
      cause,
    });
  }
}

/**
 * What tells a table from an earlier one of the same name: its id, or when it was created. `undefined` if the service
 * says neither, as some emulators do.
 */
export function tableIdentity({ TableId, CreationDateTime }: TableDescription): string | undefined {
  return TableId ?? CreationDateTime?.toISOString();
}

/** A table that is in no outputs, as the service describes it. */
export function tableFrom(description: TableDescription): TargetTable {
  const definitions = description.AttributeDefinitions ?? [];
  const { ReadCapacityUnits: read, WriteCapacityUnits: write } = description.ProvisionedThroughput ?? {};
  const billing = write ? { mode: "provisioned" as const, read, write } : { mode: "on-demand" as const };
  const indexes = [
    ...(description.GlobalSecondaryIndexes ?? []).map((index) => indexFrom("global", index, definitions)),
    ...(description.LocalSecondaryIndexes ?? []).map((index) => indexFrom("local", index, definitions)),
  ];
  return {
    name: description.TableName ?? "",
    arn: description.TableArn,
    ...keysFrom(description.KeySchema, definitions),
    indexes,
    billing,
    replicaRegions: (description.Replicas ?? []).flatMap((replica) => replica.RegionName ?? []),
  };
}

interface DescribedIndex {
  readonly IndexName?: string | undefined;
  readonly KeySchema?: KeySchemaElement[] | undefined;
  readonly Projection?:
    | { readonly ProjectionType?: string | undefined; readonly NonKeyAttributes?: string[] | undefined }
    | undefined;
}

function indexFrom(
  kind: TargetIndex["kind"],
  { IndexName: name = "", KeySchema, Projection }: DescribedIndex,
  definitions: readonly AttributeDefinition[],
): TargetIndex {
  return {
    ...{ name, kind, ...keysFrom(KeySchema, definitions) },
    projection: (Projection?.ProjectionType ?? "ALL") as TargetIndex["projection"],
    nonKeyAttributes: Projection?.NonKeyAttributes,
  };
}

function keysFrom(
  schema: readonly KeySchemaElement[] = [],
  definitions: readonly AttributeDefinition[],
): Pick<TargetIndex, "partitionKey" | "sortKey" | "partitionKeys" | "sortKeys"> {
  const attribute = ({ AttributeName: name = "" }: KeySchemaElement): KeyAttribute => {
    const type = definitions.find((definition) => definition.AttributeName === name)?.AttributeType;
    return { name, type: type ?? "S" };
  };
  const ofType = (type: KeySchemaElement["KeyType"]) =>
    schema.filter(({ KeyType }) => KeyType === type).map(attribute);
  const [partitionKeys, sortKeys] = [ofType("HASH"), ofType("RANGE")];
  const [partitionKey = { name: "", type: "S" as const }] = partitionKeys;
  const keys = { partitionKey, sortKey: sortKeys[0] };
  return partitionKeys.length > 1 || sortKeys.length > 1 ? { ...keys, partitionKeys, sortKeys } : keys;
}
