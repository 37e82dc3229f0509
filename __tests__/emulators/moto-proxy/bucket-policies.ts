import type { Answer } from "../http-exchange";
import type { MotoRequest } from "./moto-request";

/** Policies of buckets, by the paths of the buckets. */
export type BucketPolicies = Map<string, Buffer>;

/** Keeps the policies of buckets away from moto, which would apply a statement whatever its conditions say. */
export function bucketPolicies({ service, question }: MotoRequest, kept: BucketPolicies): Answer | null {
  const { pathname, searchParams } = new URL(question.path, "http://localhost");
  if (service !== "s3" || !searchParams.has("policy")) return null;
  const bucket = pathname.replace(/\/$/, "");
  if (question.method === "PUT") kept.set(bucket, question.body);
  if (question.method === "DELETE") kept.delete(bucket);
  if (question.method !== "GET") return { status: 204, headers: {}, body: Buffer.alloc(0) };
  const policy = kept.get(bucket);
  if (policy) return { status: 200, headers: { "content-type": "application/json" }, body: policy };
  const body =
    "<Error><Code>NoSuchBucketPolicy</Code><Message>The bucket policy does not exist</Message></Error>";
  return { status: 404, headers: { "content-type": "application/xml" }, body: Buffer.from(body) };
}
