import type { DynamoDBClient, DynamoDBClientConfig } from "@aws-sdk/client-dynamodb";
import type * as S3 from "@aws-sdk/client-s3";
import { RunnerError, UnreachableError } from "../errors";
import { problemText } from "../dynamodb/client/problem-text";
import { retrying, type Retrying } from "../dynamodb/client/retrying-sdk-client";
import { importPackage, packageProblem } from "../optional-package";
import type { OffloadedObject } from "../mapping/oversize/offload";
import type { ObjectStore } from "./object-store";

type S3Module = typeof S3;

/** Where S3 is. */
export interface S3Connection {
  /** The bucket's region. */
  readonly region: string;
  /** An emulator's address. @default AWS */
  readonly endpoint?: string;
  /** What an emulator takes. @default the environment's, as the SDK finds them */
  readonly credentials?: DynamoDBClientConfig["credentials"];
  /** What sends the requests. @default the SDK's own */
  readonly requestHandler?: DynamoDBClientConfig["requestHandler"];
  /** How requests are retried. @default as the SDK does, 10 attempts */
  readonly retrying?: Retrying;
  /** Called with the client once it is made. */
  readonly onClient?: (client: { readonly config: Pick<DynamoDBClient["config"], "credentials"> }) => void;
}

/**
 * Objects in S3, through @aws-sdk/client-s3, which is loaded with the first of them.
 *
 * @example
 * await new S3Objects({ region: "us-east-1" }).put({ bucket: "pages", key: "a", body, contentType: "text/plain" });
 */
export class S3Objects implements ObjectStore {
  private loaded: Promise<{ module: S3Module; client: S3.S3Client }> | undefined;

  constructor(
    private readonly connection: S3Connection,
    private readonly load: () => Promise<unknown> = () => importPackage("@aws-sdk/client-s3"),
  ) {}

  async put({ bucket, key, body, contentType, contentEncoding }: OffloadedObject): Promise<void> {
    const { module, client } = await (this.loaded ??= this.open());
    try {
      await client.send(
        new module.PutObjectCommand({
          ...{ Bucket: bucket, Key: key, Body: body, ContentType: contentType },
          ...(contentEncoding && { ContentEncoding: contentEncoding }),
        }),
      );
    } catch (cause) {
      if (cause instanceof RunnerError) throw cause;
      const problem = problemText(cause, { action: "s3:PutObject" });
      const message = `cannot put s3://${bucket}/${key}: ${problem}; the run can be resumed once that is fixed`;
      throw new UnreachableError("object-not-kept", message, { cause });
    }
  }

  private async open(): Promise<{ module: S3Module; client: S3.S3Client }> {
    const { region, endpoint, credentials, requestHandler, onClient, retrying: retries } = this.connection;
    const module = await this.module();
    const client = new module.S3Client({
      ...{ region, maxAttempts: retries ? 1 : 10 },
      ...(endpoint && { endpoint, forcePathStyle: true }),
      ...(credentials && { credentials }),
      ...(requestHandler && { requestHandler }),
    });
    onClient?.(client);
    return { module, client: retries ? retrying(client, retries) : client };
  }

  private async module(): Promise<S3Module> {
    try {
      return (await this.load()) as S3Module;
    } catch (cause) {
      const { message } = packageProblem("oversize: offload", "@aws-sdk/client-s3", cause);
      throw new UnreachableError("object-driver-missing", message, { cause });
    }
  }
}
