import type { Access } from "./endpoint";

/** API and version of DynamoDB Streams. */
const api = "DynamoDBStreams_20120810";

/**
 * The access to DynamoDB Streams with the credentials and the region of an access to DynamoDB.
 * @param origin of an endpoint of its own. @default that of the region; an endpoint that is not AWS's serves both
 */
export function streamsAccess(access: Access, origin?: string): Access {
  return {
    identity: (refresh) => access.identity(refresh),
    endpoint: async () => {
      const endpoint = await access.endpoint();
      if (origin === undefined) return { ...endpoint, api, origin: streamsOrigin(endpoint.origin) };
      const { origin: own, pathname: path } = new URL(origin);
      return { ...endpoint, api, origin: own, path };
    },
  };
}

/**
 * The origin of DynamoDB Streams: `https://streams.dynamodb.us-east-1.amazonaws.com` for DynamoDB's
 * `https://dynamodb.us-east-1.amazonaws.com`; the same one for endpoints that are not AWS's, such as DynamoDB Local.
 *
 * @see https://docs.aws.amazon.com/general/latest/gr/ddb.html
 */
export function streamsOrigin(origin: string): string {
  const [, scheme, service, rest] =
    /^(https?:\/\/)(dynamodb|dynamodb-fips|\d{12}\.ddb)(\.[a-z0-9-]+\.(?:amazonaws\.com(?:\.cn)?|api\.aws|api\.amazonwebservices\.com\.cn)(?::\d+)?)$/i.exec(
      origin,
    ) ?? [];
  if (scheme === undefined || service === undefined || rest === undefined) return origin;
  const name = service.endsWith(".ddb") ? "dynamodb" : service;
  // The name of the dual-stack endpoint has a hyphen.
  const mark = rest.includes(".api.") && name === "dynamodb" ? "-" : ".";
  return `${scheme}streams${mark}${name}${rest}`;
}
