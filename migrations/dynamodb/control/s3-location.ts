import { UsageError } from "../../errors";

/** A location in S3. */
export interface S3Location {
  readonly bucket: string;
  /** Without slashes at its ends; "" for the whole bucket. */
  readonly prefix: string;
}

/** Reads `s3://bucket/prefix`. @throws UsageError */
export function s3Location(text: string): S3Location {
  const [, bucket, prefix = ""] = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*))?$/.exec(text) ?? [];
  if (bucket) return { bucket, prefix: prefix.replace(/^\/+|\/+$/g, "") };
  throw new UsageError(
    "s3-location-invalid",
    `--s3 must be s3://bucket or s3://bucket/prefix, got "${text}"`,
  );
}
