import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";

/** A client of an emulator of S3. */
export function emulatedS3(endpoint: string): S3Client {
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  return new S3Client({ endpoint, region: "us-east-1", credentials, forcePathStyle: true });
}

/** Makes a bucket in an emulator of S3. */
export async function makeBucket(endpoint: string, bucket: string): Promise<void> {
  const client = emulatedS3(endpoint);
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  client.destroy();
}
