import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { defaultProvider } from "@aws-sdk/credential-provider-node";
import type { AwsAddress } from "../sources/aws-address";
import { AddressError } from "../sources/database-address";
import { DynamoDbSource } from "../sources/dynamodb-source";
import { hasCredentials } from "./dynamodb";
import type { Terminal } from "./terminal";

/** Sent again so often, more slowly each time, where the service throttles or fails. */
const attempts = 10;

/** What the clients of a source are made with: its own place and credentials, whatever the tables' are. */
export function clientSettings({ region, endpoint, profile }: AwsAddress, { env }: Pick<Terminal, "env">) {
  const anyone = { accessKeyId: "local", secretAccessKey: "local" };
  const isOpen = endpoint !== undefined && profile === undefined && !hasCredentials(env);
  return {
    ...{ region, maxAttempts: attempts, retryMode: "adaptive" },
    ...(endpoint !== undefined && { endpoint }),
    ...(profile !== undefined && { credentials: defaultProvider({ profile }) }),
    ...(isOpen && { credentials: anyone }),
  };
}

/** Makes the source of an address such as `us-east-1?segments=8&read=eventual`. @throws AddressError */
export function dynamoDbSource(address: AwsAddress, terminal: Pick<Terminal, "env">): DynamoDbSource {
  const { segments = "4", read = "consistent" } = address.parameters;
  if (!/^[1-9]\d{0,5}$/.test(segments) && segments !== "1000000")
    throw new AddressError(`segments must be a whole number from 1 to 1000000, got "${segments}"`);
  if (read !== "consistent" && read !== "eventual")
    throw new AddressError(`read must be consistent or eventual, which costs half, got "${read}"`);
  const client = new DynamoDBClient({
    ...clientSettings(address, terminal),
    requestHandler: { connectionTimeout: 5000, requestTimeout: 30_000 },
  });
  return new DynamoDbSource(client, address.shown, {
    segments: Number(segments),
    isConsistent: read === "consistent",
  });
}
