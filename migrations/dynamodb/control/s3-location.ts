import { UsageError } from "../../errors";

/** A location in S3. */
export interface S3Location {
  readonly bucket: string;
  /** Without slashes at its ends; "" for the whole bucket. */
  readonly prefix: string;
}

/** Reads `s3://bucket/prefix`. @param what it is, for the message @throws UsageError */
export function s3Location(text: string, what = "--s3"): S3Location {
  const [, bucket, prefix = ""] = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*))?$/.exec(text) ?? [];
  if (bucket) return { bucket, prefix: prefix.replace(/^\/+|\/+$/g, "") };
  throw new UsageError(
    "s3-location-invalid",
    `${what} must be s3://bucket or s3://bucket/prefix, with a bucket of 3 to 63 lower-case letters, digits, "." and "-", got "${text}"`,
  );
}
