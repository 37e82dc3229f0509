import { setTimeout as sleep } from "node:timers/promises";
import type * as S3 from "@aws-sdk/client-s3";
import { RunnerError, UnreachableError } from "../errors";
import { problemText } from "../dynamodb/client/problem-text";
import type { ConditionalObjects, ListedObject, StoredObject } from "./conditional-objects";

type S3Module = typeof S3;

/** What the objects are reached with. */
export interface S3ConditionalAccess {
  /** Of @aws-sdk/client-s3. */
  readonly module: Pick<
    S3Module,
    "GetObjectCommand" | "PutObjectCommand" | "ListObjectsV2Command" | "DeleteObjectsCommand"
  >;
  /** Retries what may pass. */
  readonly client: Pick<S3.S3Client, "send">;
  /** In [0, 1). */
  readonly random: () => number;
}

/** S3 refuses one of two writes that meet. */
const maxMeetings = 20;
const meetingMs = 200;
/** Keys of a request to delete objects. */
const maxRemoved = 1000;

/**
 * Objects below a prefix of a bucket, written with `If-None-Match: *` and `If-Match`:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
export class S3ConditionalObjects implements ConditionalObjects {
  readonly location: string;

  constructor(
    private readonly access: S3ConditionalAccess,
    private readonly bucket: string,
    /** Without slashes at its ends; "" for the whole bucket. */
    private readonly prefix: string,
  ) {
    this.location = `s3://${bucket}${prefix && `/${prefix}`}`;
  }

  async read(name: string): Promise<StoredObject | undefined> {
    const { module, client } = this.access;
    try {
      const { Body, ETag } = await client.send(new module.GetObjectCommand(this.placeOf(name)));
      return { body: Buffer.from((await Body?.transformToByteArray()) ?? []), version: ETag ?? "" };
    } catch (cause) {
      if (statusOf(cause) === 404 && nameOf(cause) !== "NoSuchBucket") return undefined;
      throw this.unreachable(name, "s3:GetObject", cause);
    }
  }

  async write(name: string, body: Buffer | string, expected?: string): Promise<string | undefined> {
    const condition = expected === undefined ? { IfNoneMatch: "*" } : { IfMatch: expected };
    for (let meetings = 0; ; meetings++) {
      try {
        return await this.send(name, body, condition);
      } catch (cause) {
        const status = statusOf(cause);
        if (status === 409 && meetings < maxMeetings) await sleep(meetingMs * this.access.random());
        else if (status === 412 || (status === 404 && nameOf(cause) === "NoSuchKey"))
          return this.versionIfSame(name, body);
        else throw this.unreachable(name, "s3:PutObject", cause);
      }
    }
  }

  async put(name: string, body: Buffer | string): Promise<void> {
    try {
      await this.send(name, body, {});
    } catch (cause) {
      throw this.unreachable(name, "s3:PutObject", cause);
    }
  }

  async list(prefix: string): Promise<ListedObject[]> {
    const { module, client } = this.access;
    const listed: ListedObject[] = [];
    const { Bucket, Key: Prefix } = this.placeOf(prefix);
    for (let token: string | undefined; ;) {
      try {
        const page: S3.ListObjectsV2CommandOutput = await client.send(
          new module.ListObjectsV2Command({
            ...{ Bucket, Prefix },
            ...(token !== undefined && { ContinuationToken: token }),
          }),
        );
        for (const { Key = "", ETag = "", Size = 0, LastModified } of page.Contents ?? [])
          listed.push({
            ...{ name: Key.slice(this.placeOf("").Key.length), version: ETag, size: Size },
            writtenAtMs: LastModified?.getTime() ?? 0,
          });
        token = page.NextContinuationToken;
        if (token === undefined) return listed;
      } catch (cause) {
        throw this.unreachable(prefix, "s3:ListBucket", cause);
      }
    }
  }

  async remove(names: readonly string[]): Promise<void> {
    const { module, client } = this.access;
    for (let at = 0; at < names.length; at += maxRemoved) {
      const Objects = names.slice(at, at + maxRemoved).map((name) => ({ Key: this.placeOf(name).Key }));
      try {
        await client.send(
          new module.DeleteObjectsCommand({ Bucket: this.bucket, Delete: { Objects, Quiet: true } }),
        );
      } catch (cause) {
        throw this.unreachable(names[at] ?? "", "s3:DeleteObject", cause);
      }
    }
  }

  private async send(
    name: string,
    body: Buffer | string,
    condition: { readonly IfMatch?: string; readonly IfNoneMatch?: string },
  ): Promise<string> {
    const { module, client } = this.access;
    const { ETag } = await client.send(
      new module.PutObjectCommand({ ...this.placeOf(name), Body: body, ...condition }),
    );
    return ETag ?? "";
  }

  private async versionIfSame(name: string, body: Buffer | string): Promise<string | undefined> {
    const found = await this.read(name);
    return found?.body.equals(Buffer.from(body)) ? found.version : undefined;
  }

  private placeOf(name: string): { readonly Bucket: string; readonly Key: string } {
    return { Bucket: this.bucket, Key: this.prefix === "" ? name : `${this.prefix}/${name}` };
  }

  private unreachable(name: string, action: string, cause: unknown): Error {
    if (cause instanceof RunnerError) return cause;
    const problem = problemText(cause, { action });
    return new UnreachableError(
      "location-unreachable",
      `cannot use ${this.location}/${name}: ${problem}; the run can be resumed once that is fixed`,
      { cause },
    );
  }
}

/** The status of the response that an error of the SDK, or one made of it, is of. */
function statusOf(error: unknown): number | undefined {
  const { $metadata, cause } = (error ?? {}) as {
    readonly $metadata?: { readonly httpStatusCode?: number };
    readonly cause?: unknown;
  };
  return $metadata?.httpStatusCode ?? (cause === undefined ? undefined : statusOf(cause));
}

function nameOf(error: unknown): string {
  const { name = "" } = (error ?? {}) as { readonly name?: string };
  return name;
}
