import { DynamoDBClient, type DynamoDBClientConfig } from "@aws-sdk/client-dynamodb";
import { describe, expect, it } from "vitest";
import { accessOf } from "../../../../migrations/dynamodb/client/endpoint";

const credentials = { accessKeyId: "AKID", secretAccessKey: "secret", sessionToken: "token" };

const originOf = async (config: DynamoDBClientConfig): Promise<string> =>
  (await accessOf(new DynamoDBClient({ credentials, ...config })).endpoint()).origin;

describe("accessOf", () => {
  it.each<[string, DynamoDBClientConfig]>([
    ["https://dynamodb.us-east-1.amazonaws.com", { region: "us-east-1" }],
    ["https://dynamodb.cn-north-1.amazonaws.com.cn", { region: "cn-north-1" }],
    ["https://dynamodb.us-gov-west-1.amazonaws.com", { region: "us-gov-west-1", useFipsEndpoint: true }],
    ["https://dynamodb-fips.us-east-1.amazonaws.com", { region: "us-east-1", useFipsEndpoint: true }],
    ["https://dynamodb.eu-west-1.api.aws", { region: "eu-west-1", useDualstackEndpoint: true }],
    ["http://127.0.0.1:8000", { region: "us-east-1", endpoint: "http://127.0.0.1:8000" }],
    [
      "https://123456789012.ddb.us-east-1.amazonaws.com",
      { region: "us-east-1", credentials: { ...credentials, accountId: "123456789012" } },
    ],
  ])("goes where the SDK would: %s", async (origin, config) => {
    expect(await originOf(config)).toBe(origin);
  });

  it("signs for the region, and keeps the path of an endpoint", async () => {
    const client = new DynamoDBClient({
      credentials,
      region: "eu-west-1",
      endpoint: "http://127.0.0.1:8000/emulated",
    });
    expect(await accessOf(client).endpoint()).toMatchObject({ region: "eu-west-1", path: "/emulated/" });
  });

  it("sends the user agent of the SDK", async () => {
    const { userAgent } = await accessOf(new DynamoDBClient({ credentials, region: "us-east-1" })).endpoint();
    expect(userAgent).toContain("aws-sdk-js");
  });

  it("resolves the endpoint once", () => {
    const access = accessOf(new DynamoDBClient({ credentials, region: "us-east-1" }));
    expect(access.endpoint()).toBe(access.endpoint());
  });

  it("has the client's credentials", async () => {
    const access = accessOf(new DynamoDBClient({ credentials, region: "us-east-1" }));
    expect(await access.identity()).toMatchObject(credentials);
  });

  it("requests new credentials only if required", async () => {
    let asked = 0;
    const provider = (): Promise<typeof credentials & { expiration: Date }> =>
      Promise.resolve({
        ...credentials,
        accessKeyId: `AKID${++asked}`,
        expiration: new Date(Date.now() + 3_600_000),
      });
    const access = accessOf(new DynamoDBClient({ credentials: provider, region: "us-east-1" }));
    expect((await access.identity()).accessKeyId).toBe("AKID1");
    expect((await access.identity()).accessKeyId).toBe("AKID1");
    expect((await access.identity(true)).accessKeyId).toBe("AKID2");
  });
});
