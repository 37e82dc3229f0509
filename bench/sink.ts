import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

/** A DynamoDB with any table, empty, that takes every write at once and keeps nothing. */
export interface Sink {
  readonly endpoint: string;
  /** Items that it was given. */
  readonly items: () => number;
  close(): void;
}

const nothingLeft = Buffer.from('{"UnprocessedItems":{}}');
const nothingFound = Buffer.from('{"Responses":{},"UnprocessedKeys":{}}');
const emptyPage = Buffer.from('{"Items":[],"Count":0,"ScannedCount":0}');

/** Starts a sink on a free loopback port. */
export async function startSink(): Promise<Sink> {
  let items = 0;
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
    if (operation === "BatchWriteItem") {
      items += await bodyOf(request, (chunk) => countOf(chunk, '"PutRequest"'));
      return nothingLeft;
    }
    if (operation === "BatchGetItem") {
      await bodyOf(request, () => 0);
      return nothingFound;
    }
    let text = "";
    await bodyOf(request, (chunk) => ((text += chunk.toString()), 0));
    if (operation !== "DescribeTable") return emptyPage;
    return describe((JSON.parse(text) as { TableName: string }).TableName);
  }

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { endpoint: `http://127.0.0.1:${port}`, items: () => items, close: () => server.close() };
}

/** Reads a request to its end and adds up what a function makes of its parts. */
function bodyOf(request: IncomingMessage, count: (chunk: Buffer) => number): Promise<number> {
  let sum = 0;
  request.on("data", (chunk: Buffer) => (sum += count(chunk)));
  return new Promise((resolve) => request.on("end", () => resolve(sum)));
}

function countOf(chunk: Buffer, word: string): number {
  let count = 0;
  for (let at = chunk.indexOf(word); at !== -1; at = chunk.indexOf(word, at + 1)) count++;
  return count;
}

function describe(name: string): Buffer {
  return Buffer.from(
    JSON.stringify({
      Table: {
        TableName: name,
        TableStatus: "ACTIVE",
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
