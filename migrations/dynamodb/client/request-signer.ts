import { createHmac, hash } from "node:crypto";
import type { Identity, Endpoint } from "./endpoint";
import { uriEncode } from "./uri-encode";

/** API and version of DynamoDB, which are part of an operation's name on the wire. */
const dynamoDbApi = "DynamoDB_20120810";
const contentType = "application/x-amz-json-1.0";

/**
 * Signs requests with AWS Signature Version 4. Values that requests share are cached: the signing key for 1 day, the
 * time for 1 s. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export class RequestSigner {
  private readonly host: string;
  private readonly path: string;
  private readonly targetPrefix: string;
  private second = 0;
  private time = "";
  private key: { readonly of: string; readonly bytes: Buffer } | undefined;

  constructor(private readonly endpoint: Endpoint) {
    this.host = new URL(endpoint.origin).host;
    this.targetPrefix = `${endpoint.api ?? dynamoDbApi}.`;
    this.path = endpoint.path.split("/").map(uriEncode).join("/");
  }

  /** The headers of a signed request, `host` included. @param at milliseconds since 1970, by the service's clock */
  headers(identity: Identity, operation: string, body: Uint8Array, at: number): Record<string, string> {
    const time = this.timeText(at);
    const headers: Record<string, string> = {
      "content-type": contentType,
      host: this.host,
      "x-amz-date": time,
      ...(identity.sessionToken !== undefined && { "x-amz-security-token": identity.sessionToken }),
      "x-amz-target": this.targetPrefix + operation,
    };
    const names = Object.keys(headers).join(";");
    let canonical = `POST\n${this.path}\n\n`;
    for (const name in headers) canonical += `${name}:${headers[name]}\n`;
    canonical += `\n${names}\n${hash("sha256", body)}`;
    const scope = `${time.slice(0, 8)}/${this.endpoint.region}/dynamodb/aws4_request`;
    const text = `AWS4-HMAC-SHA256\n${time}\n${scope}\n${hash("sha256", canonical)}`;
    const signature = createHmac("sha256", this.signingKey(identity, time)).update(text).digest("hex");
    headers["authorization"] =
      `AWS4-HMAC-SHA256 Credential=${identity.accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${signature}`;
    headers["user-agent"] = this.endpoint.userAgent;
    return headers;
  }

  /** `20150830T123600Z` */
  private timeText(at: number): string {
    const second = Math.floor(at / 1000);
    if (second !== this.second) {
      this.second = second;
      this.time = `${new Date(second * 1000).toISOString().slice(0, 19).replace(/[-:]/g, "")}Z`;
    }
    return this.time;
  }

  private signingKey({ secretAccessKey }: Identity, time: string): Buffer {
    const of = `${time.slice(0, 8)} ${secretAccessKey}`;
    if (this.key?.of !== of)
      this.key = {
        of,
        bytes: signingKey(secretAccessKey, time.slice(0, 8), this.endpoint.region, "dynamodb"),
      };
    return this.key.bytes;
  }
}

/** The key that a day's requests to a service of a region are signed with. */
export function signingKey(secret: string, day: string, region: string, service: string): Buffer {
  return [day, region, service, "aws4_request"].reduce<Buffer>(
    (key, part) => createHmac("sha256", key).update(part).digest(),
    Buffer.from(`AWS4${secret}`),
  );
}
