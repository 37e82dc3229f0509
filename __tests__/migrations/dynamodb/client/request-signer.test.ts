import { createHash, createHmac, type Hash, type Hmac } from "node:crypto";
import { SignatureV4 } from "@smithy/signature-v4";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RequestSigner, signingKey } from "../../../../migrations/dynamodb/client/request-signer";

/** A day of 2026, by the millisecond. */
const at = Date.UTC(2026, 10, 20, 13, 31, 21, 123);
const identity = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY" };
const endpoint = {
  origin: "https://dynamodb.us-east-1.amazonaws.com",
  path: "/",
  region: "us-east-1",
  userAgent: "a test",
};

/** What the SDK's own signer asks for. */
class Sha256 {
  private readonly state: Hash | Hmac;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.state =
      secret === undefined
        ? createHash("sha256")
        : createHmac("sha256", typeof secret === "string" ? secret : Buffer.from(secret as Uint8Array));
  }

  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.state.update(typeof data === "string" ? data : Buffer.from(data as Uint8Array));
  }

  digest(): Promise<Uint8Array> {
    return Promise.resolve(this.state.digest());
  }

  reset(): void {}
}

/** The SDK's signature of the same request. */
async function oracle(
  { origin, path, region }: typeof endpoint,
  credentials: typeof identity & { sessionToken?: string },
  headers: Record<string, string>,
  body: Uint8Array,
  signingDate: Date,
): Promise<string | undefined> {
  const signer = new SignatureV4({
    credentials,
    region,
    service: "dynamodb",
    sha256: Sha256,
    applyChecksum: false,
  });
  const url = new URL(origin);
  const unsigned = Object.fromEntries(
    Object.entries(headers).filter(([name]) => name !== "authorization" && name !== "user-agent"),
  );
  const signed = await signer.sign(
    { method: "POST", protocol: url.protocol, hostname: url.hostname, path, headers: unsigned, body },
    { signingDate },
  );
  return signed.headers["authorization"];
}

describe("signingKey", () => {
  it("is what AWS publishes for its example", () => {
    // https://docs.aws.amazon.com/general/latest/gr/signature-v4-examples.html
    expect(signingKey(identity.secretAccessKey, "20150830", "us-east-1", "iam").toString("hex")).toBe(
      "c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9",
    );
  });
});

describe("RequestSigner", () => {
  it("signs the headers that the service checks", () => {
    const headers = new RequestSigner(endpoint).headers(identity, "BatchWriteItem", Buffer.from("{}"), at);
    expect(headers).toMatchObject({
      "content-type": "application/x-amz-json-1.0",
      host: "dynamodb.us-east-1.amazonaws.com",
      "x-amz-date": "20261120T133121Z",
      "x-amz-target": "DynamoDB_20120810.BatchWriteItem",
      "user-agent": "a test",
    });
    expect(headers["authorization"]).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/20261120\/us-east-1\/dynamodb\/aws4_request, SignedHeaders=content-type;host;x-amz-date;x-amz-target, Signature=[0-9a-f]{64}$/,
    );
  });

  it("signs as the SDK does, for any endpoint, credentials, body and time", async () => {
    const secret = fc.string({ minLength: 1, maxLength: 40 });
    const region = fc.constantFrom("us-east-1", "cn-north-1", "us-gov-west-1", "eu-west-1");
    const origin = fc.constantFrom(
      ...["https://dynamodb.us-east-1.amazonaws.com", "https://123456789012.ddb.eu-west-1.amazonaws.com"],
      ...["http://127.0.0.1:8000", "http://localhost:80"],
    );
    const path = fc.constantFrom("/", "/emulated/", "/a b/(c)/é/");
    const token = fc.option(fc.string({ unit: "grapheme-ascii", minLength: 1 }), { nil: undefined });
    await fc.assert(
      fc.asyncProperty(
        fc.record({ origin, path, region }),
        fc.record({ secret, token }),
        fc.uint8Array({ maxLength: 200 }),
        fc.date({ min: new Date("2000-01-01"), max: new Date("2099-12-31"), noInvalidDate: true }),
        async (where, { secret, token }, body, date) => {
          const there = { ...endpoint, ...where };
          const who = {
            accessKeyId: "AKIDEXAMPLE",
            secretAccessKey: secret,
            // Several spaces in a row are one to the SDK, and in no token.
            ...(token !== undefined && { sessionToken: token.replace(/ +/g, " ").trim() || "token" }),
          };
          const signer = new RequestSigner(there);
          signer.headers(identity, "Scan", body, at);
          const headers = signer.headers(who, "PutItem", body, date.getTime());
          expect(headers["authorization"]).toBe(await oracle(there, who, headers, body, date));
        },
      ),
      { numRuns: 300 },
    );
  });

  it("uses another signing key if the credentials change within a day", () => {
    const signer = new RequestSigner(endpoint);
    const body = Buffer.from("{}");
    const first = signer.headers(identity, "Scan", body, at)["authorization"];
    const other = { ...identity, secretAccessKey: "another" };
    expect(signer.headers(other, "Scan", body, at)["authorization"]).not.toBe(first);
    expect(signer.headers(identity, "Scan", body, at)["authorization"]).toBe(first);
  });
});
