import type { Dispatcher } from "undici";
import type { Access, Identity, Endpoint } from "./endpoint";
import type { Caller } from "./caller";
import { connectionsThrough, connectionsTo, type Timeouts, defaultTimeouts } from "./connections";
import { type HttpResponse, exchange } from "./exchange";
import type { Proxies } from "./proxies";
import { mayRenew, renewCredentials } from "./renew-credentials";
import { RequestSigner } from "./request-signer";
import { accessError, connectionError, responseError, type ServiceError } from "./service-error";
import { readResponse, type ServiceResponse } from "./service-response";

/** What reaching the service takes besides {@link Access}. */
export interface ServiceSettings {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly timeouts?: Partial<Timeouts>;
  /** What requests go through. @default nothing */
  readonly proxies?: Proxies | undefined;
  /** Called in the step in which a request is signed and sent, before both; a request is not sent if it throws. */
  readonly beforeSending?: (() => void) | undefined;
  /** Called if a request had no response: unless its error says `undone`, it may be carried out, now or later. */
  readonly onUnanswered?: ((operation: string, error: ServiceError) => void) | undefined;
}

/** The service takes signatures whose time is off by less than five minutes. */
const skewMs = 60_000;

/** Credentials may be replaced again while a request is under way. */
const maxCorrections = 5;

const skewCodes = new Set([
  "RequestTimeTooSkewed",
  "RequestExpired",
  "RequestInTheFuture",
  "InvalidSignatureException",
  "SignatureDoesNotMatch",
]);

/**
 * DynamoDB over HTTP/1.1 with kept connections, without the SDK's work per request: it takes the body as bytes and
 * returns the response, whose shape it has checked. Retries nothing but what only its own clock or its own
 * credentials
 * made fail; the caller counts and spaces attempts.
 *
 * A connection carries one request at a time: with pipelining, a slow request would delay the requests after it,
 * and a broken connection would fail all of them.
 */
export class DynamoDbService implements Caller {
  private readonly timeouts: Timeouts;
  private line: Promise<Line> | undefined;
  /** How far the service's clock is ahead of this one. */
  private clockOffset = 0;
  /** Whether there were credentials before. */
  private hadCredentials = false;

  constructor(
    private readonly access: Access,
    private readonly settings: ServiceSettings,
  ) {
    this.timeouts = { ...defaultTimeouts, ...settings.timeouts };
  }

  async call(operation: string, body: Buffer, signal?: AbortSignal): Promise<ServiceResponse> {
    for (let corrections = 0; ; corrections++) {
      const attempt = await this.attempt(operation, body, signal);
      const { status, headers, body: responseBody } = attempt.response;
      if (status === 200) return readResponse(operation, body, headers, responseBody);
      const error = responseError(status, responseBody);
      if (corrections === maxCorrections || !(await this.canCorrect(error, attempt))) throw error;
    }
  }

  /** Closes the connections; requests in flight fail. */
  async close(): Promise<void> {
    const line = await this.line?.catch(() => undefined);
    await line?.dispatcher.destroy();
  }

  private async attempt(operation: string, body: Buffer, signal: AbortSignal | undefined): Promise<Attempt> {
    const { dispatcher, signer, endpoint } = await this.connected();
    const identity = await this.identified();
    const offset = this.clockOffset;
    this.settings.beforeSending?.();
    const headers = signer.headers(identity, operation, body, this.settings.now() + offset);
    const { responseMs } = this.timeouts;
    const request: Dispatcher.DispatchOptions = {
      ...{ method: "POST", origin: endpoint.origin, path: endpoint.path, headers, body },
      ...{ headersTimeout: responseMs, bodyTimeout: responseMs },
    };
    try {
      return { response: await exchange(dispatcher, request, signal), identity, offset };
    } catch (cause) {
      const error = connectionError(cause);
      this.settings.onUnanswered?.(operation, error);
      if (signal?.aborted) throw cause;
      throw error;
    }
  }

  /** Whether only the clock, or credentials that were replaced meanwhile, made the request fail. */
  private async canCorrect(error: ServiceError, { response, identity, offset }: Attempt): Promise<boolean> {
    if (mayRenew(error.code)) return renewCredentials((refresh) => this.identified(refresh), identity);
    const theirs = Date.parse(String(response.headers["date"]));
    if (!skewCodes.has(error.code) || Number.isNaN(theirs)) return false;
    const seen = theirs - this.settings.now();
    if (Math.abs(seen - offset) < skewMs) return false;
    this.clockOffset = seen;
    return true;
  }

  private async identified(refresh = false): Promise<Identity> {
    try {
      const identity = await this.access.identity(refresh);
      this.hadCredentials = true;
      return identity;
    } catch (cause) {
      throw accessError(cause, this.hadCredentials);
    }
  }

  private connected(): Promise<Line> {
    return (this.line ??= this.connect());
  }

  private async connect(): Promise<Line> {
    const endpoint = await this.access.endpoint().catch((cause: unknown) => {
      this.line = undefined;
      throw accessError(cause);
    });
    const { proxies } = this.settings;
    return {
      dispatcher: await (proxies
        ? connectionsThrough(proxies, this.timeouts)
        : connectionsTo(endpoint.origin, this.timeouts)),
      signer: new RequestSigner(endpoint),
      endpoint,
    };
  }
}

/** The way to the service, once it is known. */
interface Line {
  readonly dispatcher: Dispatcher;
  readonly signer: RequestSigner;
  readonly endpoint: Endpoint;
}

interface Attempt {
  readonly response: HttpResponse;
  readonly identity: Identity;
  readonly offset: number;
}
