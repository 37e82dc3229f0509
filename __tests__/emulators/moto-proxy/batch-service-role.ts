import type { Answer } from "../http-exchange";
import { forward, type Moto, type MotoRequest } from "./moto-request";

/** moto names the role after the service as it is written. */
const serviceRole =
  "arn:aws:iam::123456789012:role/aws-service-role/batch.amazonaws.com/AWSServiceRoleForbatch";

/**
 * Compute environments without a service role: AWS Batch makes its service-linked role, and moto demands one.
 *
 * @see https://docs.aws.amazon.com/batch/latest/userguide/using-service-linked-roles.html
 */
export async function batchServiceRole(moto: Moto, request: MotoRequest): Promise<Answer | null> {
  const { question, service, region } = request;
  if (service !== "batch" || question.path !== "/v1/createcomputeenvironment") return null;
  const body = JSON.parse(question.body.toString()) as Record<string, unknown>;
  if (body["serviceRole"]) return null;
  await makeServiceRole(moto, request, region);
  const withRole = Buffer.from(JSON.stringify({ ...body, serviceRole }));
  return forward(moto, { ...request, question: { ...question, body: withRole } });
}

/** Another environment may have made it. */
async function makeServiceRole(moto: Moto, request: MotoRequest, region: string): Promise<void> {
  const body = new URLSearchParams({
    ...{ Action: "CreateServiceLinkedRole", Version: "2010-05-08", AWSServiceName: "batch.amazonaws.com" },
  }).toString();
  const headers = {
    "content-type": "application/x-www-form-urlencoded",
    authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/${region}/iam/aws4_request, SignedHeaders=host, Signature=0`,
    ...(request.question.headers.host !== undefined && { host: request.question.headers.host }),
  };
  await forward(moto, {
    ...request,
    question: { method: "POST", path: "/", headers, body: Buffer.from(body) },
  });
}
