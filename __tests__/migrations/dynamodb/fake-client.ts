import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";

/** A command as the SDK's client is given it. */
export interface Sent {
  readonly constructor: { readonly name: string };
  readonly input: Readonly<Record<string, unknown>>;
}

/** An SDK client that answers each command with what a function returns or throws. */
export function fakeClient(answer: (command: Sent) => unknown): DynamoDBClient {
  const send = (command: Sent): Promise<unknown> => Promise.resolve(command).then(answer);
  return { send } as unknown as DynamoDBClient;
}

/** An error as the SDK throws it. */
export function sdkError(name: string, more: object = {}): Error {
  return Object.assign(new Error(`${name} of the service`), { name, ...more });
}
