import { type Dispatcher, EnvHttpProxyAgent, Pool } from "undici";

/** How long to wait for the service. */
export interface Timeouts {
  /** @default 5000 */
  readonly connectMs: number;
  /** For an answer to begin, and then for each next part of it. @default 30_000 */
  readonly answerMs: number;
}

/** Proxies as the environment variables of these names give them. */
export interface Proxies {
  readonly httpProxy?: string | undefined;
  readonly httpsProxy?: string | undefined;
  /** Hosts to go to directly. */
  readonly noProxy?: string | undefined;
}

/** Requests in flight at most, whoever sends them. */
const mostConnections = 256;

/** Kept connections to an origin, through a proxy where there is one. TLS sessions are taken up again. */
export function connectionsTo(origin: string, { connectMs }: Timeouts, proxies: Proxies = {}): Dispatcher {
  const options = { connections: mostConnections, pipelining: 1, connect: { timeout: connectMs } };
  const { httpProxy, httpsProxy, noProxy = "" } = proxies;
  if (httpProxy === undefined && httpsProxy === undefined) return new Pool(origin, options);
  return new EnvHttpProxyAgent({
    ...options,
    httpProxy: httpProxy ?? "",
    httpsProxy: httpsProxy ?? "",
    noProxy,
  });
}
