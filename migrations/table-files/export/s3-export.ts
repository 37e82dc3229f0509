import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, posix } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { GetObjectCommand, GetObjectCommandOutput, S3Client } from "@aws-sdk/client-s3";
import { InterruptedError, RunnerError, UnreachableError } from "../../errors";
import { unwritable } from "../../files/file-system-error";
import { problemText } from "../../dynamodb/client/problem-text";
import type { RetryPolicy } from "../../dynamodb/client/retry-policy";
import { serviceErrorOf } from "../../dynamodb/client/service-error";
import { type CheckedFile, checkDigest, type ExportLocation } from "./export-location";
import { SourceFile } from "../../files/source-file";

/** As much of @aws-sdk/client-s3 as is needed here, connected. */
export interface S3Access {
  readonly client: S3Client;
  readonly GetObjectCommand: typeof GetObjectCommand;
  /** For downloads that are cut off. */
  readonly policy: RetryPolicy;
}

/** What the file system says of a disk that is full, or of a folder that may not be written to. */
const diskErrors = new Set(["ENOSPC", "EDQUOT", "EFBIG", "EROFS", "EACCES", "EPERM"]);

function unwritableCopy(path: string, cause: unknown): UnreachableError {
  return unwritable(
    "files-unwritable",
    `cannot write ${path}, where a data file is downloaded to (TMPDIR)`,
    cause,
  );
}

/** An export in a bucket: `s3://bucket/prefix/AWSDynamoDB/<export id>`. Data files come to a temporary folder first. */
export class S3Export implements ExportLocation {
  /** @param connect is called once something is read */
  constructor(
    private readonly connect: () => Promise<S3Access>,
    private readonly bucket: string,
    private readonly prefix: string,
  ) {}

  get shown(): string {
    return this.shownFile("");
  }

  shownFile(name: string): string {
    return `s3://${this.bucket}/${this.key(name)}`;
  }

  async version(name: string): Promise<string> {
    const { ETag: etag, ContentLength: bytes, Body: body } = await this.get(name, undefined);
    (body as Readable).destroy();
    return `${bytes} bytes, ${etag}`;
  }

  async text(name: string): Promise<string> {
    const { Body: body } = await this.get(name, undefined);
    return (await body?.transformToString()) ?? "";
  }

  async data(name: string, md5: string, signal: AbortSignal | undefined): Promise<CheckedFile> {
    const folder = await mkdtemp(join(tmpdir(), "dynamodb-migrate-")).catch((cause: unknown) => {
      throw unwritableCopy(tmpdir(), cause);
    });
    const release = () => rm(folder, { recursive: true, force: true });
    try {
      const path = join(folder, posix.basename(name));
      const digest = await this.download(name, path, signal);
      checkDigest(digest, md5, this.shownFile(name));
      return { file: new SourceFile(path, this.shownFile(name)), release };
    } catch (error) {
      await release();
      throw error;
    }
  }

  /** @returns the MD5 of what came */
  private async download(name: string, path: string, signal: AbortSignal | undefined): Promise<string> {
    const { policy } = await this.connect();
    try {
      return await policy.run(
        () => this.shownFile(name),
        () => this.downloadOnce(name, path, signal),
        signal,
      );
    } catch (error) {
      if (signal?.aborted) throw new InterruptedError();
      if (diskErrors.has((error as NodeJS.ErrnoException).code ?? "")) throw unwritableCopy(path, error);
      throw this.unreadable(name, error);
    }
  }

  private async downloadOnce(name: string, path: string, signal: AbortSignal | undefined): Promise<string> {
    const hash = createHash("md5");
    const { Body: body } = await this.get(name, signal);
    const seen = async function* (pieces: AsyncIterable<Buffer>) {
      for await (const piece of pieces) {
        hash.update(piece);
        yield piece;
      }
    };
    await pipeline(body as Readable, seen, createWriteStream(path, { mode: 0o600 }), {
      ...(signal && { signal }),
    });
    return hash.digest("base64");
  }

  private async get(name: string, signal: AbortSignal | undefined): Promise<GetObjectCommandOutput> {
    const { client, GetObjectCommand } = await this.connect();
    const command = new GetObjectCommand({ Bucket: this.bucket, Key: this.key(name) });
    try {
      return await client.send(command, { ...(signal && { abortSignal: signal }) });
    } catch (error) {
      throw signal?.aborted ? new InterruptedError() : this.unreadable(name, error);
    }
  }

  private unreadable(name: string, cause: unknown): RunnerError {
    if (cause instanceof RunnerError) return cause;
    const { code, isRetryable } = serviceErrorOf(cause);
    const reason = reasons.get(code) ?? problemText(cause, { action: "s3:GetObject" });
    return new UnreachableError(
      isRetryable ? "source-unreachable" : "source-refused",
      `cannot read ${this.shownFile(name)}: ${reason}`,
      { cause },
    );
  }

  private key(name: string): string {
    return posix.join(this.prefix, name);
  }
}

const reasons = new Map([
  ["NoSuchKey", "the object was not found; an export's folder in the bucket is AWSDynamoDB/<export id>"],
  ["NoSuchBucket", "the bucket was not found"],
  ["AccessDenied", "access is denied; grant s3:GetObject, and kms:Decrypt if the export is encrypted"],
]);
