import { expect, describe, it } from "vitest";
import type { Access } from "../../../../migrations/dynamodb/client/endpoint";
import { RequestSigner } from "../../../../migrations/dynamodb/client/request-signer";
import { streamsAccess, streamsOrigin } from "../../../../migrations/dynamodb/client/streams-access";

const identity = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" };
const access: Access = {
  identity: () => Promise.resolve(identity),
  endpoint: () =>
    Promise.resolve({
      ...{ origin: "https://dynamodb.us-east-1.amazonaws.com", path: "/", region: "us-east-1" },
      userAgent: "a test",
    }),
};

describe("the origin of DynamoDB Streams", () => {
  it.each([
    ["https://dynamodb.us-east-1.amazonaws.com", "https://streams.dynamodb.us-east-1.amazonaws.com"],
    ["https://dynamodb.cn-north-1.amazonaws.com.cn", "https://streams.dynamodb.cn-north-1.amazonaws.com.cn"],
    ["https://123456789012.ddb.eu-west-1.amazonaws.com", "https://streams.dynamodb.eu-west-1.amazonaws.com"],
    [
      "https://dynamodb-fips.us-east-1.amazonaws.com",
      "https://streams.dynamodb-fips.us-east-1.amazonaws.com",
    ],
    ["https://dynamodb.us-east-1.api.aws", "https://streams-dynamodb.us-east-1.api.aws"],
    ["http://127.0.0.1:8000", "http://127.0.0.1:8000"],
    ["https://dynamodb.example.com", "https://dynamodb.example.com"],
  ])("of %s is %s", (origin, streams) => {
    expect(streamsOrigin(origin)).toBe(streams);
  });
});

describe("the access to DynamoDB Streams", () => {
  it("calls the operations of its own API", async () => {
    const endpoint = await streamsAccess(access).endpoint();
    const headers = new RequestSigner(endpoint).headers(identity, "GetRecords", Buffer.from("{}"), 0);
    expect(headers).toMatchObject({
      host: "streams.dynamodb.us-east-1.amazonaws.com",
      "x-amz-target": "DynamoDBStreams_20120810.GetRecords",
      authorization: expect.stringContaining("/us-east-1/dynamodb/aws4_request") as string,
    });
  });

  it("goes to an endpoint of its own", async () => {
    const endpoint = await streamsAccess(access, "http://127.0.0.1:4566/streams").endpoint();
    expect(endpoint).toMatchObject({
      origin: "http://127.0.0.1:4566",
      path: "/streams",
      region: "us-east-1",
    });
  });
});
