import type { DynamoDBClientConfig } from "@aws-sdk/client-dynamodb";
import { messageOf, UnreachableError } from "../../errors";
import type { AssumedRole } from "../../definition/definition";
import type { throughProxies } from "../../dynamodb/client/proxied-handler";
import { rereadFiles } from "./profile-credentials";

/** Temporary credentials, as clients of the AWS SDK take them. */
export interface TemporaryCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
}

/** Settings of the request to AWS STS. */
export interface RoleSettings {
  readonly region: string;
  readonly ways: ReturnType<typeof throughProxies>;
  /** Whose credentials assume the role. @default what the AWS SDK finds */
  readonly credentials?: (() => Promise<TemporaryCredentials>) | undefined;
}

/**
 * Credentials of an IAM role, assumed for an hour; clients ask for others before they expire.
 * @throws UnreachableError `role-refused`, when they are requested
 */
export function roleCredentials(
  { arn, externalId }: AssumedRole,
  { region, ways, credentials }: RoleSettings,
): () => Promise<TemporaryCredentials> {
  return async () => {
    const { AssumeRoleCommand, STSClient } = await import("@aws-sdk/nested-clients/sts");
    const settings = { region, ...ways, ...(rereadFiles as object) };
    // The nested client has no default chain of credentials.
    const caller = credentials ?? (await defaultCredentials(settings));
    const client = new STSClient({ ...settings, credentials: caller });
    try {
      const { Credentials: found } = await client.send(
        new AssumeRoleCommand({
          ...{ RoleArn: arn, RoleSessionName: "dynamodb-migrate" },
          ...(externalId !== undefined && { ExternalId: externalId }),
        }),
      );
      return credentialsIn(found);
    } catch (cause) {
      throw new UnreachableError(
        "role-refused",
        `the role ${arn} cannot be assumed: ${messageOf(cause).replace(/\.$/, "")}; its trust policy must name the caller (aws sts get-caller-identity), and the caller needs sts:AssumeRole for it`,
        { cause },
      );
    } finally {
      client.destroy();
    }
  };
}

async function defaultCredentials(settings: DynamoDBClientConfig) {
  const { DynamoDBClient } = await import("@aws-sdk/client-dynamodb");
  return new DynamoDBClient(settings).config.credentials;
}

function credentialsIn(
  found:
    | {
        readonly AccessKeyId: string | undefined;
        readonly SecretAccessKey: string | undefined;
        readonly SessionToken: string | undefined;
        readonly Expiration: Date | undefined;
      }
    | undefined,
): TemporaryCredentials {
  const {
    AccessKeyId: accessKeyId,
    SecretAccessKey: secretAccessKey,
    SessionToken,
    Expiration,
  } = found ?? {};
  if (!accessKeyId || !secretAccessKey) throw new Error("AWS STS returned no credentials");
  return {
    ...{ accessKeyId, secretAccessKey },
    ...(SessionToken !== undefined && { sessionToken: SessionToken }),
    ...(Expiration && { expiration: Expiration }),
  };
}
