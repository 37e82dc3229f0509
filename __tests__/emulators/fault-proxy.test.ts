import { BatchGetItemCommand, BatchWriteItemCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type FaultProxy, type FaultProxySettings, startFaultProxy } from "./fault-proxy";
import { jsonAnswer } from "./http-exchange";
import { type ProxyServer, startProxyServer } from "./proxy-server";

let target: ProxyServer;
let proxy: FaultProxy | undefined;
let forwarded: unknown[];

beforeEach(async () => {
  forwarded = [];
  target = await startProxyServer((question) => {
    forwarded.push(JSON.parse(question.body.toString()));
    return Promise.resolve(jsonAnswer(200, { UnprocessedItems: {} }));
  });
});

afterEach(async () => {
  await proxy?.close();
  await target.close();
});

async function clientThrough(settings: Omit<FaultProxySettings, "target" | "seed"> & { seed?: number }) {
  proxy = await startFaultProxy({ target: target.endpoint, seed: 1, ...settings });
  return new DynamoDBClient({
    endpoint: proxy.endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    maxAttempts: 1,
  });
}

const put = (id: number) => ({ PutRequest: { Item: { id: { N: String(id) } } } });
const batchOf = (count: number) =>
  new BatchWriteItemCommand({ RequestItems: { t: Array.from({ length: count }, (_, id) => put(id)) } });

describe("the fault proxy", () => {
  it("passes a request on unchanged when no fault is asked for", async () => {
    const client = await clientThrough({});
    await client.send(batchOf(2));
    expect(forwarded).toEqual([{ RequestItems: { t: [put(0), put(1)] } }]);
  });

  it("throttles with the names that the service uses, and forwards nothing", async () => {
    const client = await clientThrough({ script: ["throttle"] });
    await expect(client.send(batchOf(2))).rejects.toHaveProperty(
      "name",
      expect.stringMatching(/^(ProvisionedThroughputExceeded|Throttling)Exception$/),
    );
    expect(forwarded).toEqual([]);
  });

  it("forwards a part of a batch and gives back exactly the rest as unprocessed", async () => {
    const client = await clientThrough({ script: ["unprocessed"] });
    const { UnprocessedItems } = await client.send(batchOf(25));
    const [request] = forwarded as [{ RequestItems: { t: unknown[] } }];
    const both = [...request.RequestItems.t, ...(UnprocessedItems?.["t"] ?? [])];
    expect(both).toHaveLength(25);
    expect(both).toEqual(expect.arrayContaining(Array.from({ length: 25 }, (_, id) => put(id))));
    expect(proxy?.counts.unprocessedItems).toBe(UnprocessedItems?.["t"]?.length);
  });

  it("keeps a read batch's projection in the unprocessed keys", async () => {
    const client = await clientThrough({ script: ["unprocessed"] });
    const Keys = [{ id: { N: "1" } }, { id: { N: "2" } }];
    await client.send(new BatchGetItemCommand({ RequestItems: { t: { Keys, ConsistentRead: true } } }));
    expect(forwarded).toEqual([{ RequestItems: { t: { Keys: [expect.anything()], ConsistentRead: true } } }]);
  });

  it("throttles a batch of one instead of leaving all of it unprocessed", async () => {
    const client = await clientThrough({ script: ["unprocessed"] });
    await expect(client.send(batchOf(1))).rejects.toHaveProperty("$metadata.httpStatusCode", 400);
    expect(proxy?.counts).toMatchObject({ throttle: 1, unprocessed: 0, forwarded: 0 });
  });

  it("answers 500", async () => {
    const client = await clientThrough({ script: ["serverError"] });
    await expect(client.send(batchOf(2))).rejects.toHaveProperty("$metadata.httpStatusCode", 500);
    expect(forwarded).toEqual([]);
  });

  it("answers 413 with an empty body", async () => {
    const client = await clientThrough({ script: ["tooLarge"] });
    await expect(client.send(batchOf(2))).rejects.toHaveProperty("$metadata.httpStatusCode", 413);
    expect(forwarded).toEqual([]);
  });

  it("cuts the connection before the target has the request", async () => {
    const client = await clientThrough({ script: ["cutBefore"] });
    await expect(client.send(batchOf(2))).rejects.toHaveProperty("code", "ECONNRESET");
    expect(forwarded).toEqual([]);
  });

  it("cuts the connection after the target has done the request", async () => {
    const client = await clientThrough({ script: ["cutAfter"] });
    await expect(client.send(batchOf(2))).rejects.toHaveProperty("code", "ECONNRESET");
    expect(forwarded).toHaveLength(1);
  });

  it("cuts the connection in the middle of an answer", async () => {
    const client = await clientThrough({ script: ["cutWithin"] });
    await expect(client.send(batchOf(2))).rejects.toThrow();
    expect(forwarded).toHaveLength(1);
  });

  it("answers with half a text", async () => {
    const client = await clientThrough({ script: ["halfAnswer"] });
    await expect(client.send(batchOf(2))).rejects.toHaveProperty("name", "SyntaxError");
    expect(forwarded).toHaveLength(1);
  });

  it("falls silent after the target has done the request", async () => {
    const client = await clientThrough({ script: ["silence"] });
    const abortSignal = AbortSignal.timeout(200);
    await expect(client.send(batchOf(2), { abortSignal })).rejects.toThrow();
    expect(forwarded).toHaveLength(1);
  });

  it("meets the same requests with the same faults for the same seed", async () => {
    const rates = { throttle: 0.3, serverError: 0.3 };
    const statuses = async () => {
      const client = await clientThrough({ rates, seed: 42 });
      const outcomes = [];
      for (let n = 0; n < 30; n++) {
        outcomes.push(
          await client.send(batchOf(2)).then(({ $metadata: m }) => m.httpStatusCode, errorStatus),
        );
      }
      await proxy?.close();
      return outcomes;
    };
    const first = await statuses();
    expect(await statuses()).toEqual(first);
    expect(new Set(first)).toEqual(new Set([200, 400, 500]));
  });

  it("passes everything once healed", async () => {
    const client = await clientThrough({ rates: { throttle: 1 } });
    proxy?.heal();
    await client.send(batchOf(2));
    expect(proxy?.counts).toMatchObject({ requests: 1, forwarded: 1, throttle: 0 });
  });

  it("leaves other operations alone", async () => {
    const client = await clientThrough({ rates: { throttle: 1 }, operations: ["PutItem"] });
    await client.send(batchOf(2));
    expect(forwarded).toHaveLength(1);
  });

  it("refuses rates that add up to more than 1", async () => {
    await expect(
      startFaultProxy({ target: "http://127.0.0.1", seed: 1, rates: { throttle: 0.7, cutAfter: 0.4 } }),
    ).rejects.toThrow("rates must add up to at most 1, got 1.1");
  });
});

function errorStatus(error: unknown): number | undefined {
  return (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
}
