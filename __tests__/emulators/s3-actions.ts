import type { MotoRequest } from "./moto-proxy/moto-request";

/** The IAM action that authorises a request to S3 with the path style, and the key of its credentials. */
export function s3ActionOf({
  question,
  service,
}: MotoRequest): { action: string; accessKeyId: string } | undefined {
  if (service !== "s3") return undefined;
  const { pathname, searchParams } = new URL(question.path, "http://localhost");
  const isObject = pathname.split("/").filter((part) => part !== "").length > 1;
  const accessKeyId = /Credential=([^/]+)\//.exec(question.headers.authorization ?? "")?.[1] ?? "";
  const action = isObject
    ? objectActions.get(question.method)
    : question.method === "POST" && searchParams.has("delete")
      ? "s3:DeleteObject"
      : question.method === "GET" && searchParams.get("list-type") === "2"
        ? "s3:ListBucket"
        : undefined;
  return { action: action ?? `${question.method} ${question.path}`, accessKeyId };
}

const objectActions = new Map([
  ["GET", "s3:GetObject"],
  ["PUT", "s3:PutObject"],
  ["DELETE", "s3:DeleteObject"],
]);
