import type { IncomingHttpHeaders } from "node:http";
import type { Readable } from "node:stream";
import type { Dispatcher } from "undici";
import { messageOf } from "../../errors";
import { connectionsThrough, defaultTimeouts } from "./connections";
import { type Proxies, proxiesIn } from "./proxies";
import { uriEncode } from "./uri-encode";

/** A request as the SDK hands it over to be sent. */
interface SdkRequest {
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number;
  readonly method: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | string[] | null>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

interface SdkOptions {
  readonly abortSignal?: unknown;
  readonly requestTimeout?: number;
}

/** The part of an SDK client's settings that sends its requests through the environment's proxies, if it has some. */
export function throughProxies(env: Readonly<Record<string, string | undefined>>): {
  requestHandler?: ProxiedHandler;
} {
  const proxies = proxiesIn(env);
  return proxies ? { requestHandler: new ProxiedHandler(proxies) } : {};
}

/** Sends the requests of an SDK client through proxies, which its own handler knows nothing of. */
export class ProxiedHandler {
  readonly metadata = { handlerProtocol: "http/1.1" };
  private connections: Promise<Dispatcher> | undefined;

  constructor(private readonly proxies: Proxies) {}

  async handle(
    request: SdkRequest,
    { abortSignal, requestTimeout = defaultTimeouts.responseMs }: SdkOptions = {},
  ): Promise<{ response: SdkResponse }> {
    try {
      const connections = await this.connected();
      const { statusCode, headers, body } = await connections.request({
        origin: originOf(request),
        path: pathOf(request),
        method: request.method,
        headers: sentHeaders(request.headers),
        body: (request.body ?? null) as Buffer | null,
        headersTimeout: requestTimeout,
        bodyTimeout: requestTimeout,
        signal: abortSignal ?? null,
      });
      return { response: { statusCode, headers: joined(headers), body } };
    } catch (error) {
      throw repeatable(error);
    }
  }

  destroy(): void {
    void this.connections?.then(
      (connections) => connections.destroy(),
      () => undefined,
    );
  }

  updateHttpClientConfig(): void {}

  httpHandlerConfigs(): Record<string, never> {
    return {};
  }

  private connected(): Promise<Dispatcher> {
    return (this.connections ??= connectionsThrough(this.proxies, defaultTimeouts));
  }
}

interface SdkResponse {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: Readable;
}

function originOf({ protocol, hostname, port }: SdkRequest): string {
  return `${protocol}//${hostname}${port === undefined ? "" : `:${port}`}`;
}

/** Written as it was signed. */
function pathOf({ path, query = {} }: SdkRequest): string {
  const parts = Object.entries(query).flatMap(([name, value]) =>
    [value].flat().map((one) => (one === null ? uriEncode(name) : `${uriEncode(name)}=${uriEncode(one)}`)),
  );
  return parts.length === 0 ? path : `${path}?${parts.join("&")}`;
}

/** Without `Expect: 100-continue`, which the SDK sends to S3 before a large body and undici does not support. */
function sentHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name.toLowerCase() !== "expect"));
}

function joined(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}

/** The SDK repeats what it takes for a timeout; undici's own names for lost connections say nothing to it. */
function repeatable(error: unknown): Error {
  const { code = "" } = error as { code?: string };
  if (!/^UND_ERR_(SOCKET|.*TIMEOUT)$/.test(code)) return error as Error;
  return Object.assign(new Error(messageOf(error), { cause: error }), { name: "TimeoutError", code });
}
