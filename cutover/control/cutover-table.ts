import type * as DynamoDb from "@aws-sdk/client-dynamodb";
import type { AttributeValue, DynamoDBClient, QueryCommandInput } from "@aws-sdk/client-dynamodb";
import { ControlUnreachableError, CutoverError } from "../errors";

/** Where a table of a cutover is, and how requests reach it. */
export interface CutoverTableOptions {
  /** Name of the table. */
  readonly table: string;
  /** Used for all requests, and not closed. @default a client of its own, made at the first request */
  readonly client?: DynamoDBClient | undefined;
  /** @default what the AWS SDK finds: AWS_REGION, the shared configuration */
  readonly region?: string | undefined;
  /** @default the region's own, or AWS_ENDPOINT_URL_DYNAMODB */
  readonly endpoint?: string | undefined;
  /** Milliseconds until a request without a response has failed. @default 3000 */
  readonly timeoutMs?: number | undefined;
}

/** What a request needs of the AWS SDK. */
type Sdk = typeof DynamoDb;
type Items = Record<string, AttributeValue>;

/** A connection that cannot be made within this time has failed. Milliseconds. */
const connectMs = 2000;
/** Attempts of a request in all; the SDK waits between them, by exponential backoff. */
const attempts = 3;

/**
 * One of a cutover's two tables, with the partition key `pk` and the sort key `sk`. Loads the AWS SDK at the first
 * request, so that importing the library stays fast.
 */
export class CutoverTable {
  private own: DynamoDBClient | undefined;

  constructor(private readonly options: CutoverTableOptions) {}

  get name(): string {
    return this.options.table;
  }

  get description(): string {
    return `table ${this.options.table}`;
  }

  /** Sends requests. @throws ControlUnreachableError for every error that `step` does not handle itself */
  async request<T>(step: (client: DynamoDBClient, sdk: Sdk) => Promise<T>): Promise<T> {
    try {
      const sdk = await import("@aws-sdk/client-dynamodb");
      return await step(this.options.client ?? (this.own ??= this.connect(sdk)), sdk);
    } catch (error) {
      if (error instanceof CutoverError) throw error;
      throw this.unreachable(error);
    }
  }

  /** All items of a partition, by strongly consistent queries. */
  async *items(pk: string, order: Pick<QueryCommandInput, "ScanIndexForward"> = {}): AsyncGenerator<Items> {
    let start: Items | undefined;
    do {
      const page = await this.request((client, { QueryCommand }) =>
        client.send(
          new QueryCommand({
            ...order,
            TableName: this.name,
            KeyConditionExpression: "pk = :pk",
            ExpressionAttributeValues: { ":pk": { S: pk } },
            ConsistentRead: true,
            ExclusiveStartKey: start,
          }),
        ),
      );
      yield* page.Items ?? [];
      start = page.LastEvaluatedKey;
    } while (start);
  }

  async put(item: Items): Promise<void> {
    await this.request((client, { PutItemCommand }) =>
      client.send(new PutItemCommand({ TableName: this.name, Item: item })),
    );
  }

  /** No error if there is none. */
  async delete(pk: string, sk: string): Promise<void> {
    await this.request((client, { DeleteItemCommand }) =>
      client.send(new DeleteItemCommand({ TableName: this.name, Key: { pk: { S: pk }, sk: { S: sk } } })),
    );
  }

  close(): Promise<void> {
    this.own?.destroy();
    this.own = undefined;
    return Promise.resolve();
  }

  private connect(sdk: Sdk): DynamoDBClient {
    const { region, endpoint, timeoutMs = 3000 } = this.options;
    return new sdk.DynamoDBClient({
      ...(region !== undefined && { region }),
      ...(endpoint !== undefined && { endpoint }),
      maxAttempts: attempts,
      requestHandler: { connectionTimeout: connectMs, requestTimeout: timeoutMs },
    });
  }

  private unreachable(cause: unknown): ControlUnreachableError {
    const { name = "", message = "" } = (cause ?? {}) as { name?: string; message?: string };
    return new ControlUnreachableError(
      `table ${this.name} cannot be used: ${message || name}; ${remedyFor(name)}`,
      { cause },
    );
  }
}

const remedies = new Map([
  [
    "ResourceNotFoundException",
    "apply the construct CutoverControl that creates it, and check name and region (CUTOVER_CONTROL_TABLE, CUTOVER_LEDGER_TABLE, AWS_REGION)",
  ],
  [
    "AccessDeniedException",
    "grant the role what CutoverControl grants to task roles (Query, PutItem and DeleteItem on the table)",
  ],
  ["ValidationException", "check that its keys are pk and sk, both strings"],
  ["CredentialsProviderError", "give the process credentials: a task role, or AWS_PROFILE"],
  [
    "UnrecognizedClientException",
    "the credentials are invalid: sign in again, or check AWS_ACCESS_KEY_ID and AWS_PROFILE",
  ],
  ["ExpiredTokenException", "sign in again: the credentials have expired"],
]);

function remedyFor(name: string): string {
  return remedies.get(name) ?? "check the network, region and endpoint, then retry";
}
