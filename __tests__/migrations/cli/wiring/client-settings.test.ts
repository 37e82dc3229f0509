import { describe, expect, it } from "vitest";
import {
  checkEndpoint,
  checkRegion,
  clientSettings,
} from "../../../../migrations/cli/wiring/client-settings";
import { s3ExportSource } from "../../../../migrations/cli/wiring/source-clients";

const region = "us-east-1";
const local = { accessKeyId: "local", secretAccessKey: "local" };

describe("the credentials of a client", () => {
  it.each([
    ["the service", undefined],
    [
      "an endpoint of the service in a network of one's own",
      "https://vpce-1.dynamodb.us-east-1.vpce.amazonaws.com",
    ],
    ["an endpoint of the service in China", "https://dynamodb.cn-north-1.amazonaws.com.cn"],
    ["an endpoint of the service with two protocols", "https://dynamodb.eu-west-1.api.aws/"],
  ])("are the SDK's to find for %s", (_what, endpoint) => {
    expect(clientSettings({ region, endpoint }, { env: {} })).not.toHaveProperty("credentials");
  });

  it.each([
    "AWS_ACCESS_KEY_ID",
    "AWS_PROFILE",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
  ])("are the SDK's to find for an emulator where there is %s", (name) => {
    const settings = clientSettings({ region, endpoint: "http://127.0.0.1:8000" }, { env: { [name]: "x" } });
    expect(settings).not.toHaveProperty("credentials");
  });

  it.each(["http://127.0.0.1:8000", "http://emulator.example.com/amazonaws.com"])(
    "are made up for the emulator %s where there are none",
    (endpoint) => {
      expect(clientSettings({ region, endpoint }, { env: {} })).toMatchObject({ credentials: local });
    },
  );
});

describe("an endpoint", () => {
  it.each(["nowhere", "ftp://127.0.0.1:8000", "http://user:secret@127.0.0.1:8000"])(
    "is refused if it is %s, with the option and variable that it can come from",
    (endpoint) => {
      expect(() => checkEndpoint(endpoint)).toThrow(
        expect.objectContaining({
          code: "endpoint-invalid",
          message: expect.stringMatching(/^the endpoint \(--endpoint or AWS_ENDPOINT_URL…\) /) as string,
        }),
      );
    },
  );

  it("is not needed", () => {
    expect(() => checkEndpoint(undefined)).not.toThrow();
  });
});

describe("a region", () => {
  it.each(["us east", "", "us-east-1.example.com", "-us", "us-", "a".repeat(64), "us-east-1\n"])(
    "is refused if it is %j",
    (name) => {
      const error = expect.objectContaining({ code: "region-invalid" }) as Error;
      expect(() => checkRegion(name)).toThrow(error);
      expect(() => clientSettings({ region: name }, { env: {} })).toThrow(error);
    },
  );

  it.each([
    ["?region=us%20east", {}],
    ["", { AWS_REGION: "us east" }],
  ])("is refused if an export's address %j and the environment %j give an invalid one", (query, env) => {
    expect(() => s3ExportSource(`s3://bucket/prefix${query}`, { env, now: () => new Date(0) })).toThrow(
      'has an invalid region: it must be a name such as us-east-1, got "us east"',
    );
  });

  it.each(["us-east-1", "local", "xx-new-7", "ddblocal", "a".repeat(63)])("may be %s", (name) => {
    expect(() => checkRegion(name)).not.toThrow();
  });
});
