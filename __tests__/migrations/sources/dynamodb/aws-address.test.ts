import { describe, expect, it } from "vitest";
import { parseAwsAddress } from "../../../../migrations/sources/dynamodb/aws-address";

describe("the address of a service of AWS", () => {
  it.each([
    ["eu-west-1", { region: "eu-west-1", shown: "eu-west-1" }],
    [
      "http://127.0.0.1:8000",
      { region: "us-east-1", endpoint: "http://127.0.0.1:8000", shown: "http://127.0.0.1:8000" },
    ],
    [
      "eu-west-1@https://dynamodb.example.com",
      {
        region: "eu-west-1",
        endpoint: "https://dynamodb.example.com",
        shown: "https://dynamodb.example.com",
      },
    ],
  ])("can be %s", (text, address) => {
    expect(parseAwsAddress(text)).toEqual({ ...address, parameters: {} });
  });

  it("can name a profile and what else its service knows", () => {
    expect(parseAwsAddress("eu-west-1?profile=old%20account&segments=8", ["segments"])).toEqual({
      ...{ region: "eu-west-1", profile: "old account", parameters: { segments: "8" }, shown: "eu-west-1" },
    });
  });

  it.each([
    [
      "",
      'must be a region such as us-east-1, an endpoint such as http://127.0.0.1:8000, or region@endpoint, got ""',
    ],
    [
      "127.0.0.1:8000",
      'must be a region such as us-east-1, an endpoint such as http://127.0.0.1:8000, or region@endpoint, got "127.0.0.1:8000"',
    ],
    [
      "eu-west-1@localhost",
      'has an invalid endpoint: it must be a URL such as http://127.0.0.1:8000, got "localhost"; write http://localhost',
    ],
    [
      "eu-west-1@http://app:pw@localhost",
      'must not contain a user name or password, got "http://***@localhost"; AWS credentials',
    ],
    ["eu-west-1?profil=x", 'has the unknown parameter "profil"; did you mean "profile"? It may have profile'],
  ])("cannot be %s", (text, message) => {
    expect(() => parseAwsAddress(text)).toThrow(message);
  });
});
