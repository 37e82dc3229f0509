import type * as S3 from "@aws-sdk/client-s3";
import { retrying } from "../../dynamodb/client/retrying-sdk-client";
import { s3Location } from "../../dynamodb/control/s3-location";
import { UnreachableError, UsageError } from "../../errors";
import type { ConditionalObjects } from "../../objects/conditional-objects";
import { S3ConditionalObjects } from "../../objects/s3-conditional-objects";
import { importPackage, packageProblem } from "../../optional-package";
import { clientSettings, endpointIn } from "./client-settings";
import { explainCredentials } from "./credentials-problem";
import { requestTimeouts } from "./item-service";
import type { ProcessContext } from "../process-context";
import { retryPolicyFor } from "./retry-policy";

/** Whether a location is in S3. */
export function isInS3(location: string): boolean {
  return location.startsWith("s3://");
}

/**
 * The objects at a location such as `s3://bucket/prefix?region=eu-west-1`.
 * @throws UsageError if it is not one
 */
export async function openObjects(location: string, context: ProcessContext): Promise<ConditionalObjects> {
  const [place = "", query = ""] = location.split("?");
  const { bucket, prefix } = s3Location(place, "a location");
  const parameters = new URLSearchParams(query);
  const unknown = [...parameters.keys()].find((name) => name !== "region" && name !== "endpoint");
  if (unknown !== undefined)
    throw new UsageError(
      "s3-location-invalid",
      `the location ${place} has the parameter "${unknown}"; expected region or endpoint`,
    );
  const { env, signal, random } = context;
  const region = parameters.get("region") ?? env["AWS_REGION"] ?? env["AWS_DEFAULT_REGION"] ?? "us-east-1";
  const endpoint = parameters.get("endpoint") ?? endpointIn(env, "S3");
  const module = await loadS3();
  const client = new module.S3Client({
    requestHandler: requestTimeouts,
    ...clientSettings({ region, endpoint }, context),
    followRegionRedirects: true,
    // An emulator has no name for each bucket.
    forcePathStyle: endpoint !== undefined,
  });
  explainCredentials(client, env);
  retrying(client, { policy: retryPolicyFor(context), signal });
  return new S3ConditionalObjects({ module, client, random }, bucket, prefix);
}

async function loadS3(): Promise<typeof S3> {
  try {
    return (await importPackage("@aws-sdk/client-s3")) as typeof S3;
  } catch (cause) {
    const { message } = packageProblem("a location in S3", "@aws-sdk/client-s3", cause);
    throw new UnreachableError("object-driver-missing", message, { cause });
  }
}
