import { CreateBucketCommand, GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { S3Objects } from "../../../migrations/objects/s3-objects";
import type { RunningEmulator } from "../../emulators/emulator";
import { findMoto } from "../../emulators/moto";
import { describeWith } from "../../emulators/real-part";

const credentials = { accessKeyId: "local", secretAccessKey: "local" };
const object = { bucket: "pages", key: "a/b c", body: Buffer.from("é"), contentType: "text/plain" };

describeWith("S3Objects in an emulator", findMoto, (moto) => {
  let emulator: RunningEmulator;
  let client: S3Client;
  let objects: S3Objects;

  beforeAll(async () => {
    emulator = await moto.start();
    const place = { region: "us-east-1", endpoint: emulator.endpoint, credentials };
    objects = new S3Objects(place);
    client = new S3Client({ ...place, forcePathStyle: true });
    await client.send(new CreateBucketCommand({ Bucket: "pages" }));
  });
  afterAll(async () => {
    client.destroy();
    await emulator.stop();
  });

  it("keeps an object with its type", async () => {
    await objects.put({ ...object, contentEncoding: "gzip" });
    const kept = await client.send(new GetObjectCommand({ Bucket: "pages", Key: "a/b c" }));
    expect(await kept.Body?.transformToString()).toBe("é");
    expect(kept).toMatchObject({ ContentType: "text/plain", ContentEncoding: "gzip" });
  });

  it("keeps it again without harm", async () => {
    await expect(objects.put(object)).resolves.toBeUndefined();
  });

  it("says which object could not be kept, and why", async () => {
    await expect(objects.put({ ...object, bucket: "elsewhere" })).rejects.toMatchObject({
      code: "object-not-kept",
      kind: "unreachable",
      message: expect.stringMatching(
        /^cannot put s3:\/\/elsewhere\/a\/b c: .*bucket.*; the run can be resumed once that is fixed$/,
      ) as string,
    });
  });
});

describe("S3Objects", () => {
  const withDriver = (failure: Error) =>
    new S3Objects({ region: "us-east-1" }, () => Promise.reject(failure));

  it("names the package that is missing", async () => {
    const missing = Object.assign(new Error("no"), { code: "ERR_MODULE_NOT_FOUND" });
    await expect(withDriver(missing).put(object)).rejects.toMatchObject({
      code: "object-driver-missing",
      message: "oversize: offload needs a package that is not installed: npm install @aws-sdk/client-s3",
    });
  });

  it("says why the package cannot be loaded", async () => {
    await expect(withDriver(new Error("bad build")).put(object)).rejects.toThrow(
      "oversize: offload needs the package @aws-sdk/client-s3, which cannot be loaded: bad build",
    );
  });
});
