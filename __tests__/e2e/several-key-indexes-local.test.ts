import { readFileSync, writeFileSync } from "node:fs";
import { DescribeTableCommand, type DynamoDBClient, QueryCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, expect, it } from "vitest";
import { choosePort } from "../../migrations/local/free-port";
import { localClient } from "../../migrations/local/local-client";
import { findDynamoDbLocal } from "../emulators/dynamodb-local";
import { describeWith } from "../emulators/real-part";
import { runner } from "../emulators/runner";
import { ExampleProject } from "./example-project";

const tables = `service: shop
environment: dev
regions: { primary: us-east-1 }
provider: { version: 6.29.0 }
tables:
  orders:
    partitionKey: orderId
    indexes:
      ByRegion: { partitionKey: [tenantId, region], sortKey: [status, createdAt:N] }
`;
const migration = `name: orders
source: { jsonl: . }
entities: { order: { from: { file: orders.jsonl }, to: orders } }
`;
const count = 60;
/** Every fifth order has no region, so that it is not in the index. */
const orders = Array.from({ length: count }, (_, number) => ({
  orderId: `o-${number}`,
  tenantId: `t-${number % 2}`,
  ...(number % 5 === 0 ? {} : { region: "eu" }),
  status: number % 3 === 0 ? "open" : "paid",
  createdAt: number,
}));

describeWith("an index of several key attributes in DynamoDB Local", findDynamoDbLocal, () => {
  let project: ExampleProject;
  let client: DynamoDBClient | undefined;

  async function migrate(line: string, code = 0): Promise<string> {
    const run = await project.run(...runner(...line.split(" ")));
    expect(run.code, `${line}\n${run.text}`).toBe(code);
    return run.text;
  }

  beforeAll(async () => {
    project = new ExampleProject("forum", process.env);
    writeFileSync(project.path("tables.yaml"), tables);
    writeFileSync(project.path("migration.yaml"), migration);
    writeFileSync(project.path("orders.jsonl"), orders.map((order) => `${JSON.stringify(order)}\n`).join(""));
    expect(await project.synth()).toMatchObject({ code: 0 });
    const port = await choosePort(undefined);
    await migrate(`local up --port ${port}`);
    client = localClient(`http://127.0.0.1:${port}`);
  });
  afterAll(async () => {
    await migrate("local down");
    client?.destroy();
    project.remove();
  });

  it("is created with its key schema", async () => {
    const { Table } = await client!.send(new DescribeTableCommand({ TableName: "shop-dev-orders" }));
    expect(Table?.GlobalSecondaryIndexes?.[0]?.KeySchema).toEqual([
      { AttributeName: "tenantId", KeyType: "HASH" },
      { AttributeName: "region", KeyType: "HASH" },
      { AttributeName: "status", KeyType: "RANGE" },
      { AttributeName: "createdAt", KeyType: "RANGE" },
    ]);
  });

  it("counts in the plan only the items that have all of its attributes", async () => {
    const text = await migrate("plan --local --json");
    const [entity] = (JSON.parse(text) as { entities: { writeUnits: object }[] }).entities;
    expect(entity).toMatchObject({ items: count });
    expect(JSON.stringify(entity)).toContain('"ByRegion":48');
  });

  it("is filled by a run, whose items match", async () => {
    await migrate("run --local");
    expect(await migrate("verify --local")).toContain(`${count} items match`);
  });

  it("is queried by all partition keys and the first sort key", async () => {
    const { Items = [] } = await client!.send(
      new QueryCommand({
        TableName: "shop-dev-orders",
        IndexName: "ByRegion",
        KeyConditionExpression: "tenantId = :tenant AND #region = :region AND #status = :status",
        ExpressionAttributeNames: { "#region": "region", "#status": "status" },
        ExpressionAttributeValues: {
          ":tenant": { S: "t-1" },
          ":region": { S: "eu" },
          ":status": { S: "open" },
        },
      }),
    );
    const wanted = orders.filter(
      ({ tenantId, region, status }) => tenantId === "t-1" && region === "eu" && status === "open",
    );
    expect(Items.map(({ orderId }) => orderId?.S)).toEqual(wanted.map(({ orderId }) => orderId));
  });

  it("is in the outputs, with the first of each part for earlier readers", () => {
    const outputs = JSON.parse(
      readFileSync(project.path(".dynamodb-migrate", "local-outputs.json"), "utf8"),
    ) as Record<string, { dynamodb_tables: { tables: { orders: { indexes: object[] } } } }>;
    expect(outputs["shop-dev-us-east-1"]?.dynamodb_tables.tables.orders.indexes).toMatchObject([
      {
        partitionKey: { name: "tenantId", type: "S" },
        sortKey: { name: "status", type: "S" },
        partitionKeys: [{ name: "tenantId" }, { name: "region" }],
        sortKeys: [{ name: "status" }, { name: "createdAt", type: "N" }],
      },
    ]);
  });

  it("is described with the parts of its key", async () => {
    expect(await migrate("tables describe shop-dev-orders --local")).toContain(
      "ByRegion (tenantId:S + region:S, status:S + createdAt:N), ALL",
    );
  });

  it("is filled by seed with items that have all of its attributes", async () => {
    await migrate("seed --local --items 40 --on-conflict overwrite");
    const { Table } = await client!.send(new DescribeTableCommand({ TableName: "shop-dev-orders" }));
    expect(Table?.GlobalSecondaryIndexes?.[0]?.ItemCount).toBe(48 + 40);
  });
});
