import { ScanCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { HttpResponse } from "@smithy/core/protocols";
import { afterEach, expect, it, vi } from "vitest";
import {
  checkSdkResponses,
  type MiddlewareStack,
} from "../../../../migrations/dynamodb/client/check-sdk-response";

/** A client whose requests are answered at once. */
function clientOver(body: string): DynamoDBClient {
  const response = new HttpResponse({ statusCode: 200, headers: {}, body: Buffer.from(body) });
  const client = new DynamoDBClient({
    ...{ region: "us-east-1", credentials: { accessKeyId: "a", secretAccessKey: "b" }, maxAttempts: 1 },
    requestHandler: { handle: () => Promise.resolve({ response }) },
  });
  checkSdkResponses(client.middlewareStack as unknown as MiddlewareStack);
  return client;
}

afterEach(() => vi.restoreAllMocks());

it("reads the request of a response without a warning of the SDK", async () => {
  const printed = (["warn", "error", "log"] as const).map((name) =>
    vi.spyOn(console, name).mockImplementation(() => undefined),
  );
  const warned = vi.spyOn(process, "emitWarning").mockImplementation(() => undefined);
  const item = { id: { S: "a" } };
  const page = { Items: [item], Count: 1, ScannedCount: 1, LastEvaluatedKey: item };
  const client = clientOver(JSON.stringify(page));
  const command = new ScanCommand({ TableName: "notes", Limit: 1 });
  expect((await client.send(command)).Items).toEqual([item]);
  for (const spy of [...printed, warned])
    expect(spy.mock.calls.flat().join(" ")).not.toContain("request body");
});
