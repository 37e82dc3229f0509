import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";

/** Where requests go. */
export interface Endpoint {
  /** `https://dynamodb.us-east-1.amazonaws.com` */
  readonly origin: string;
  /** `/`, unless an emulator's endpoint has a path. */
  readonly path: string;
  /** That requests are signed for. */
  readonly region: string;
  readonly userAgent: string;
  /** Name and version of the API that is called there. @default "DynamoDB_20120810" */
  readonly api?: string;
}

/** As whom requests are signed. */
export interface Identity {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
  /** @default never */
  readonly expiration?: Date | undefined;
}

/** Where and as whom the service is reached. */
export interface Access {
  /** Where to; the same at every call. */
  endpoint(): Promise<Endpoint>;
  /** The credentials to use now: kept, and renewed before they expire. @param refresh renews them in any case */
  identity(refresh?: boolean): Promise<Identity>;
}

/**
 * The access that an SDK client has: its region, partition, FIPS, dual-stack and account endpoints and `endpoint`
 * settings, and its chain of credentials (environment, profiles, SSO, web identity, containers, instances).
 */
export function accessOf(client: DynamoDBClient): Access {
  let endpoint: Promise<Endpoint> | undefined;
  return {
    endpoint: () => (endpoint ??= endpointOf(client)),
    identity: (refresh = false) => client.config.credentials(refresh ? { forceRefresh: true } : undefined),
  };
}

interface BuiltRequest {
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Lets the SDK build and sign a request, and takes from it where it would have gone; nothing is sent. */
async function endpointOf(client: DynamoDBClient): Promise<Endpoint> {
  const { ListTablesCommand } = await import("@aws-sdk/client-dynamodb");
  const command = new ListTablesCommand({});
  let built: BuiltRequest | undefined;
  command.middlewareStack.add(
    () => (args) => {
      built = args.request as BuiltRequest;
      return Promise.resolve({ output: { $metadata: {} }, response: { statusCode: 200, headers: {} } });
    },
    { step: "deserialize", priority: "high", name: "takePlace" },
  );
  await client.send(command);
  const { protocol, hostname, port, path, headers } = built as BuiltRequest;
  const scope = /Credential=[^/]+\/\d+\/([^/]+)\//.exec(headers["authorization"] ?? "");
  return {
    origin: `${protocol}//${hostname}${port === undefined ? "" : `:${port}`}`,
    path,
    region: scope?.[1] ?? (await client.config.region()),
    userAgent: headers["user-agent"] ?? "",
  };
}
