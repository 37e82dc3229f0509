import { DynamoDBClient } from "@aws-sdk/client-dynamodb";

/** DynamoDB Local takes letters and digits only for an access key; neither engine checks signatures. */
export const localCredentials = { accessKeyId: "local", secretAccessKey: "local" };

/** A client for an emulator; never one for AWS, since its credentials are no one's. */
export function localClient(endpoint: string, region = "us-east-1"): DynamoDBClient {
  return new DynamoDBClient({ endpoint, region, credentials: localCredentials, maxAttempts: 2 });
}
