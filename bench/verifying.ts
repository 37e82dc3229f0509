import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { accessOf } from "../migrations/dynamodb/client/endpoint";
import { DynamoDbService } from "../migrations/dynamodb/client/dynamodb-service";
import { TableScan } from "../migrations/dynamodb/reader/table-scan";
import { run } from "./child";
import { type Figure, median, rounded, times } from "./figure";
import { withDynamoDbLocal } from "./local-engine";
import type { BenchOptions } from "./options";
import { bin, migrate } from "./writing/migrate";
import { makeProject } from "./writing/project";

/** What verifying adds to reading the table, by the whole command, start-up included. */
export function verifying({ rows, repeat }: BenchOptions): Promise<Figure[]> {
  return withDynamoDbLocal(async (endpoint) => {
    const client = new DynamoDBClient({
      endpoint,
      region: "us-east-1",
      credentials: { accessKeyId: "x", secretAccessKey: "x" },
    });
    await client.send(
      new CreateTableCommand({
        TableName: "bench",
        KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
        AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
        BillingMode: "PAY_PER_REQUEST",
      }),
    );
    const project = await makeProject(rows);
    try {
      await migrate(project, endpoint);
      const scans: number[] = [];
      const verifications: number[] = [];
      for (let round = 0; round < repeat; round++) {
        scans.push(await scanSeconds(client, rows));
        const args = ["--outputs", "outputs.json", "--endpoint", endpoint, "--json"];
        const { seconds, out } = await run([bin, "verify", "migration.yaml", ...args], project.folder);
        writeFileSync(join(project.folder, "verified.json"), out);
        verifications.push(seconds);
      }
      const rate = rows / median(verifications);
      return [
        {
          what: "dynamodb-migrate verify, DynamoDB Local",
          figure: `${rounded(rate)} items per second`,
          ratio: `${times(rate / (rows / median(scans)))} a scan alone`,
        },
      ];
    } finally {
      project.remove();
      client.destroy();
    }
  }, "dynamodb-migrate verify, DynamoDB Local");
}

async function scanSeconds(client: DynamoDBClient, rows: number): Promise<number> {
  const service = new DynamoDbService(accessOf(client), { now: Date.now });
  const began = performance.now();
  let items = 0;
  for await (const page of new TableScan(service, "bench").scan()) items += page.length;
  await service.close();
  if (items !== rows) throw new Error(`the table holds ${items} items, not ${rows}`);
  return (performance.now() - began) / 1000;
}
