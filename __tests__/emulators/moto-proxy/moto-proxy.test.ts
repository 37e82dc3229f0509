import {
  CreateTableCommand,
  DeleteTableCommand,
  DescribeContributorInsightsCommand,
  DescribeKinesisStreamingDestinationCommand,
  DescribeTableCommand,
  DisableKinesisStreamingDestinationCommand,
  type DynamoDBClient,
  EnableKinesisStreamingDestinationCommand,
  ListGlobalTablesCommand,
  type ReplicationGroupUpdate,
  RestoreTableToPointInTimeCommand,
  UpdateContributorInsightsCommand,
  UpdateTableCommand,
} from "@aws-sdk/client-dynamodb";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { localClient } from "../../../migrations/local/local-client";
import type { RunningEmulator } from "../emulator";
import { findMoto } from "../moto";
import { describeWith } from "../real-part";
import { type MotoProxy, startMotoProxy } from "./moto-proxy";

const TableName = "forum-posts";
const StreamArn = "arn:aws:kinesis:us-east-1:123456789012:stream/posts";

describeWith("the proxy before moto", findMoto, (emulator) => {
  let moto: RunningEmulator;
  let proxy: MotoProxy;
  let east: DynamoDBClient;
  let west: DynamoDBClient;

  beforeAll(async () => {
    moto = await emulator.start();
  });

  afterAll(() => moto.stop());

  beforeEach(async () => {
    proxy = await startMotoProxy(moto.endpoint);
    east = localClient(proxy.endpoint, "us-east-1");
    west = localClient(proxy.endpoint, "us-west-2");
    await east.send(
      new CreateTableCommand({
        TableName,
        BillingMode: "PAY_PER_REQUEST",
        AttributeDefinitions: [
          { AttributeName: "postId", AttributeType: "S" },
          { AttributeName: "userId", AttributeType: "S" },
        ],
        KeySchema: [{ AttributeName: "postId", KeyType: "HASH" }],
        GlobalSecondaryIndexes: [
          {
            IndexName: "UserIndex",
            KeySchema: [{ AttributeName: "userId", KeyType: "HASH" }],
            Projection: { ProjectionType: "ALL" },
          },
        ],
        StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" },
      }),
    );
  });

  afterEach(async () => {
    await west.send(new DeleteTableCommand({ TableName })).catch(isAbsent);
    await east.send(new DeleteTableCommand({ TableName })).catch(isAbsent);
    await proxy.close();
  });

  const change = (...ReplicaUpdates: ReplicationGroupUpdate[]) =>
    east.send(new UpdateTableCommand({ TableName, ReplicaUpdates }));
  const describeIn = async (client: DynamoDBClient) =>
    (await client.send(new DescribeTableCommand({ TableName }))).Table;

  it("restores an on-demand table as an on-demand one", async () => {
    const restored = { TableName: "forum-posts-restored" };
    const source = { SourceTableName: TableName, UseLatestRestorableTime: true };
    await east.send(new RestoreTableToPointInTimeCommand({ ...source, TargetTableName: restored.TableName }));
    const { Table } = await east.send(new DescribeTableCommand(restored));
    expect(Table?.BillingModeSummary?.BillingMode).toBe("PAY_PER_REQUEST");
    await east.send(new DeleteTableCommand(restored));
  });

  it("says of an on-demand table and its indexes that they have no units", async () => {
    const ProvisionedThroughput = { ReadCapacityUnits: 7, WriteCapacityUnits: 3 };
    const Update = { IndexName: "UserIndex", ProvisionedThroughput };
    const GlobalSecondaryIndexUpdates = [{ Update }];
    const provisioned = { BillingMode: "PROVISIONED", ProvisionedThroughput } as const;
    await east.send(new UpdateTableCommand({ TableName, ...provisioned, GlobalSecondaryIndexUpdates }));
    expect(await describeIn(east)).toMatchObject({
      ...{ ProvisionedThroughput, GlobalSecondaryIndexes: [{ ProvisionedThroughput }] },
    });
    await east.send(new UpdateTableCommand({ TableName, BillingMode: "PAY_PER_REQUEST" }));
    const none = { ReadCapacityUnits: 0, WriteCapacityUnits: 0 };
    expect(await describeIn(east)).toMatchObject({
      ...{ ProvisionedThroughput: none, GlobalSecondaryIndexes: [{ ProvisionedThroughput: none }] },
    });
  });

  it("makes a replica with the table's keys, indexes and stream in its region", async () => {
    await change({ Create: { RegionName: "us-west-2" } });
    expect(await describeIn(west)).toMatchObject({
      TableArn: "arn:aws:dynamodb:us-west-2:123456789012:table/forum-posts",
      KeySchema: [{ AttributeName: "postId", KeyType: "HASH" }],
      GlobalSecondaryIndexes: [{ IndexName: "UserIndex" }],
      StreamSpecification: { StreamViewType: "NEW_AND_OLD_IMAGES" },
    });
  });

  it("tells each region of the other", async () => {
    await change({ Create: { RegionName: "us-west-2" } });
    expect((await describeIn(east))?.Replicas).toEqual([
      { RegionName: "us-west-2", ReplicaStatus: "ACTIVE" },
    ]);
    expect((await describeIn(west))?.Replicas).toEqual([
      { RegionName: "us-east-1", ReplicaStatus: "ACTIVE" },
    ]);
  });

  it("keeps a replica's own key and table class", async () => {
    const KMSMasterKeyId = "arn:aws:kms:us-west-2:123456789012:key/k";
    await change({
      Create: { RegionName: "us-west-2", KMSMasterKeyId, TableClassOverride: "STANDARD_INFREQUENT_ACCESS" },
    });
    expect((await describeIn(east))?.Replicas).toMatchObject([
      { KMSMasterKeyId, ReplicaTableClassSummary: { TableClass: "STANDARD_INFREQUENT_ACCESS" } },
    ]);
  });

  it("deletes a replica and forgets it", async () => {
    await change({ Create: { RegionName: "us-west-2" } });
    await change({ Delete: { RegionName: "us-west-2" } });
    await expect(describeIn(west)).rejects.toHaveProperty("name", "ResourceNotFoundException");
    expect((await describeIn(east))?.Replicas ?? []).toEqual([]);
  });

  it("refuses a replica of a table without the stream that replication reads", async () => {
    await east.send(new UpdateTableCommand({ TableName, StreamSpecification: { StreamEnabled: false } }));
    await expect(change({ Create: { RegionName: "us-west-2" } })).rejects.toThrow("NEW_AND_OLD_IMAGES");
  });

  it("turns contributor insights on and off, table and index apart", async () => {
    const index = { TableName, IndexName: "UserIndex" };
    await east.send(new UpdateContributorInsightsCommand({ ...index, ContributorInsightsAction: "ENABLE" }));
    const ofIndex = await east.send(new DescribeContributorInsightsCommand(index));
    const ofTable = await east.send(new DescribeContributorInsightsCommand({ TableName }));
    expect(ofIndex.ContributorInsightsStatus).toBe("ENABLED");
    expect(ofTable.ContributorInsightsStatus).toBe("DISABLED");
    await east.send(new UpdateContributorInsightsCommand({ ...index, ContributorInsightsAction: "DISABLE" }));
    const after = await east.send(new DescribeContributorInsightsCommand(index));
    expect(after.ContributorInsightsStatus).toBe("DISABLED");
  });

  it("connects a table to Kinesis and disconnects it", async () => {
    const described = () => east.send(new DescribeKinesisStreamingDestinationCommand({ TableName }));
    await east.send(new EnableKinesisStreamingDestinationCommand({ TableName, StreamArn }));
    expect((await described()).KinesisDataStreamDestinations).toMatchObject([
      { StreamArn, DestinationStatus: "ACTIVE" },
    ]);
    await east.send(new DisableKinesisStreamingDestinationCommand({ TableName, StreamArn }));
    expect((await described()).KinesisDataStreamDestinations).toMatchObject([
      { StreamArn, DestinationStatus: "DISABLED" },
    ]);
  });

  it("refuses to connect a stream twice", async () => {
    const enable = new EnableKinesisStreamingDestinationCommand({ TableName, StreamArn });
    await east.send(enable);
    await expect(east.send(enable)).rejects.toHaveProperty("name", "ValidationException");
  });

  it("keeps the tags of scalable targets", async () => {
    const { ScalableTargetARN: ResourceARN } = await scale("RegisterScalableTarget", {
      ServiceNamespace: "dynamodb",
      ResourceId: `table/${TableName}`,
      ScalableDimension: "dynamodb:table:ReadCapacityUnits",
      ...{ MinCapacity: 1, MaxCapacity: 2, Tags: { Team: "forum", Stage: "dev" } },
    });
    await scale("UntagResource", { ResourceARN, TagKeys: ["Stage"] });
    await scale("TagResource", { ResourceARN, Tags: { Cost: "42" } });
    expect(await scale("ListTagsForResource", { ResourceARN })).toEqual({
      Tags: { Team: "forum", Cost: "42" },
    });
  });

  /** An operation of Application Auto Scaling. */
  async function scale(operation: string, body: object): Promise<Record<string, unknown>> {
    const answer = await fetch(proxy.endpoint, {
      method: "POST",
      headers: {
        "content-type": "application/x-amz-json-1.1",
        "x-amz-target": `AnyScaleFrontendService.${operation}`,
        authorization:
          "AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/application-autoscaling/aws4_request, Signature=0",
      },
      body: JSON.stringify(body),
    });
    expect(answer.status).toBe(200);
    return (await answer.json()) as Record<string, unknown>;
  }

  it("answers 400 to an operation that nobody knows, and notes it", async () => {
    await expect(east.send(new ListGlobalTablesCommand({}))).rejects.toMatchObject({
      name: "NotImplementedException",
      $metadata: { httpStatusCode: 400 },
    });
    expect([...proxy.missing]).toEqual(["dynamodb ListGlobalTables"]);
  });

  it("answers 400 to an unknown operation of a query protocol, too", async () => {
    const answer = await fetch(proxy.endpoint, {
      method: "POST",
      headers: {
        "content-type": "application/x-www-form-urlencoded",
        authorization: "AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/iam/aws4_request, Signature=0",
      },
      body: "Action=GetOrganizationsAccessReport&JobId=1&Version=2010-05-08",
    });
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain("moto has no iam GetOrganizationsAccessReport");
  });
});

function isAbsent(error: Error): void {
  if (error.name !== "ResourceNotFoundException") throw error;
}
