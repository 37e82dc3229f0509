import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import type { Received, SinkSettings } from "./child";
import { digestOf } from "./digest";

/** A DynamoDB with any table, empty, that accepts every write at once. */
export interface Sink {
  readonly endpoint: string;
  /** Items received so far. */
  readonly items: () => number;
  /** What was received since the last call; forgets it. */
  readonly received: () => Received;
  /** From now on, a scan finds an item. */
  readonly fill: () => void;
  close(): void;
}

const nothingLeft = Buffer.from('{"UnprocessedItems":{}}');
const nothingFound = Buffer.from('{"Responses":{},"UnprocessedKeys":{}}');
const emptyPage = Buffer.from('{"Items":[],"Count":0,"ScannedCount":0}');
const onePage = Buffer.from('{"Items":[{"id":{"S":"1"}}],"Count":1,"ScannedCount":1}');

/** Starts a sink on a free loopback port. */
export async function startSink({ keeps, notesTimes = false }: SinkSettings): Promise<Sink> {
  let items = 0;
  let arrivals: (readonly [ms: number, items: number])[] = [];
  let kept: Buffer[] = [];
  let page = emptyPage;
  const server = createServer((request, response) => {
    void answer(request).then((body) => {
      response.writeHead(200, {
        "content-type": "application/x-amz-json-1.0",
        "content-length": body.length,
      });
      response.end(body);
    });
  });

  async function answer(request: IncomingMessage): Promise<Buffer> {
    const operation = String(request.headers["x-amz-target"]).split(".")[1];
    const body = await buffer(request);
    if (operation === "BatchWriteItem") {
      const count = countOf(body, '"PutRequest"');
      items += count;
      if (notesTimes) arrivals.push([performance.now(), count]);
      if (keeps) kept.push(body);
      return nothingLeft;
    }
    if (operation === "BatchGetItem") return nothingFound;
    if (operation !== "DescribeTable") return page;
    return describe((JSON.parse(body.toString()) as { TableName: string }).TableName);
  }

  /** The digest is computed now, when nothing is measured. */
  function received(): Received {
    const all = { items, digest: digestOf(kept), arrivals };
    items = 0;
    kept = [];
    arrivals = [];
    return all;
  }

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    items: () => items,
    received,
    fill: () => void (page = onePage),
    close: () => server.close(),
  };
}

function countOf(body: Buffer, word: string): number {
  let count = 0;
  for (let at = body.indexOf(word); at !== -1; at = body.indexOf(word, at + 1)) count++;
  return count;
}

function describe(name: string): Buffer {
  return Buffer.from(
    JSON.stringify({
      Table: {
        TableName: name,
        TableStatus: "ACTIVE",
        TableId: `id-of-${name}`,
        KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
        AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
        TableArn: `arn:aws:dynamodb:us-east-1:000000000000:table/${name}`,
        ItemCount: 0,
        ProvisionedThroughput: { ReadCapacityUnits: 0, WriteCapacityUnits: 0 },
        BillingModeSummary: { BillingMode: "PAY_PER_REQUEST" },
      },
    }),
  );
}
