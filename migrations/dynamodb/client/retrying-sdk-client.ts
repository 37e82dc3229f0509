import { RunnerError } from "../../errors";
import type { Identity } from "./endpoint";
import { checkSdkResponses, type MiddlewareStack } from "./check-sdk-response";
import { mayRenew, renewCredentials } from "./renew-credentials";
import type { RetryPolicy } from "./retry-policy";
import { accessError, serviceErrorOf } from "./service-error";

/** As much of a client of the AWS SDK as is needed here. */
interface SdkClient {
  send(command: SdkCommand, options?: SdkOptions): Promise<object>;
  readonly middlewareStack: MiddlewareStack;
  readonly config: { readonly credentials?: (options?: { forceRefresh: boolean }) => Promise<Identity> };
}

interface SdkCommand {
  readonly constructor: { readonly name: string };
  readonly input: Readonly<Record<string, unknown>>;
}

interface SdkOptions {
  readonly abortSignal?: AbortSignal;
}

/** What the requests of an SDK client are sent under. */
export interface Retrying {
  readonly policy: RetryPolicy;
  /** Ends every wait. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Has a client of the AWS SDK retry by a policy of ours instead of its own, renew credentials that have expired or were
 * replaced, and check the shape of every response. The client's `maxAttempts` must be 1.
 */
export function retrying<Client extends object>(client: Client, { policy, signal }: Retrying): Client {
  const sdk = client as unknown as SdkClient;
  checkSdkResponses(sdk.middlewareStack);
  const send = sdk.send.bind(sdk);
  const renewing = new RenewingSender(sdk);
  sdk.send = (command, options = {}) => {
    // A request in flight is not aborted: it may change something. Only waits end at once.
    const stops = [signal, options.abortSignal].filter((one) => one !== undefined);
    const stopped = stops.length > 1 ? AbortSignal.any(stops) : stops[0];
    const attempt = (): Promise<object> => renewing.send(() => send(command, options));
    return policy.run(() => shownRequest(command), attempt, stopped);
  };
  return client;
}

/** Credentials may be replaced again while a request is under way. */
const maxRenewals = 5;

/** Sends a request again at once if the credentials were the reason and there are others now. */
class RenewingSender {
  private hadCredentials = false;

  constructor(private readonly client: SdkClient) {}

  async send(attempt: () => Promise<object>): Promise<object> {
    for (let renewals = 0; ; renewals++) {
      const used = await this.identity(false);
      try {
        return await attempt();
      } catch (error) {
        const isHopeless = !used || renewals === maxRenewals || !mayRenew(serviceErrorOf(error).code);
        if (isHopeless) throw error;
        const found = async (refresh: boolean) => (await this.identity(refresh)) ?? used;
        if (!(await renewCredentials(found, used))) throw error;
      }
    }
  }

  private async identity(forceRefresh: boolean): Promise<Identity | undefined> {
    const { credentials } = this.client.config;
    try {
      const identity = await credentials?.(forceRefresh ? { forceRefresh } : undefined);
      this.hadCredentials ||= identity !== undefined;
      return identity;
    } catch (cause) {
      if (cause instanceof RunnerError && !this.hadCredentials) throw cause;
      throw accessError(cause, this.hadCredentials);
    }
  }
}

/** `table users`, or the operation. */
function shownRequest({ constructor, input }: SdkCommand): string {
  const { TableName: table, RequestItems: tables, Bucket: bucket } = input;
  if (typeof table === "string") return `table ${table}`;
  if (typeof tables === "object" && tables !== null) return `table ${Object.keys(tables).join(", ")}`;
  return typeof bucket === "string" ? `s3://${bucket}` : constructor.name.replace(/Command$/, "");
}
