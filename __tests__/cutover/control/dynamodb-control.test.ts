import { type DynamoDBClient, ScanCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { DynamoDbControl } from "../../../cutover/control/dynamodb-control";
import { ControlUnreachableError } from "../../../cutover/errors";
import { DynamoDbLedger } from "../../../cutover/ledger/dynamodb-ledger";
import { findDynamoDbLocal } from "../../emulators/dynamodb-local";
import type { RunningEmulator } from "../../emulators/emulator";
import { describeWith } from "../../emulators/real-part";
import { describeLedger } from "../ledger/ledger-contract";
import { describeControl } from "./control-contract";
import { emulatorClient, putItem, recreateCutoverTable } from "./cutover-tables";

describeWith("a DynamoDB table", findDynamoDbLocal, (emulator) => {
  const table = "forum-cutover";
  let running: RunningEmulator;
  let client: DynamoDBClient;
  beforeAll(async () => {
    running = await emulator.start();
    client = emulatorClient(running.endpoint);
  });
  beforeEach(() => recreateCutoverTable(client, table));
  afterAll(async () => {
    client.destroy();
    await running.stop();
  });

  describeControl(() => new DynamoDbControl({ table, client }));
  describeLedger(() => new DynamoDbLedger({ table, client }));

  it("names the table and the construct if the table does not exist", async () => {
    const control = new DynamoDbControl({ table: "other", client });
    await expect(control.read()).rejects.toThrow(ControlUnreachableError);
    await expect(control.read()).rejects.toThrow(
      /^table other cannot be used: .*; apply the construct CutoverControl that creates it, and check name and region/,
    );
  });

  it("names the member of an item that is not what it must be", async () => {
    await putItem(client, table, {
      ...{ pk: { S: "entity" }, sk: { S: "notes" }, entity: { S: "notes" } },
      ...{ mode: { S: "dual" }, revision: { N: "2" }, phase: { S: "later" } },
    });
    await expect(new DynamoDbControl({ table, client }).read()).rejects.toThrow(
      'table forum-cutover, entity notes: phase: expected old, dual, shadow, new, new-only, got "later"',
    );
  });

  it("cannot be used while nothing listens at its endpoint", async () => {
    const control = new DynamoDbControl({ table, client: emulatorClient("http://127.0.0.1:9") });
    await expect(control.read()).rejects.toThrow(ControlUnreachableError);
    await expect(control.reports()).rejects.toThrow(/check the network, region and endpoint/);
  });

  it("gives a report a time to live", async () => {
    const control = new DynamoDbControl({ table, client });
    await control.report({ process: "p", label: "host", beats: 1, entities: [] });
    const { Items: items = [] } = await client.send(new ScanCommand({ TableName: table }));
    expect(items.map(({ ttl }) => Number(ttl?.N) > 1_790_000_000)).toEqual([true]);
  });
});
