import { type Dispatcher, EnvHttpProxyAgent, Pool } from "undici";
import type { Proxies } from "./proxies";

/** How long to wait for the service. */
export interface Timeouts {
  /** @default 5000 */
  readonly connectMs: number;
  /** Until the first byte of a response, and then until each next part. @default 30_000 */
  readonly responseMs: number;
}

export const defaultTimeouts: Timeouts = { connectMs: 5000, responseMs: 30_000 };

/** Requests in flight at most, whoever sends them. */
const maxConnections = 256;

/** Kept connections to an origin; TLS sessions are taken up again. Directly, as the SDK's own requests go. */
export function connectionsTo(origin: string, { connectMs }: Timeouts): Dispatcher {
  return new Pool(origin, {
    connections: maxConnections,
    pipelining: 1,
    connect: { timeout: connectMs },
  });
}

/** Kept connections to any origin: tunnels through its proxy, or direct ones where it has none. */
export function connectionsThrough(proxies: Proxies, { connectMs, responseMs }: Timeouts): Dispatcher {
  const connect = { timeout: connectMs };
  return new EnvHttpProxyAgent({
    ...{ connections: maxConnections, pipelining: 1, connect, requestTls: connect, proxyTls: connect },
    clientFactory: (proxy, options) => poolOf(proxy, { ...options, headersTimeout: responseMs }),
    ...proxies,
  });
}

/**
 * Connections to a proxy, which are asked for tunnels. undici takes a lost connection for one that was idle, and
 * would
 * ask a proxy that hangs up again and again.
 */
function poolOf(proxy: URL, options: object): Pool {
  const pool = new Pool(proxy, options);
  const ask = pool.connect.bind(pool) as (request: Dispatcher.ConnectOptions) => Promise<unknown>;
  const connect = async (request: Dispatcher.ConnectOptions) => {
    try {
      return await ask(request);
    } catch (cause) {
      const { code } = cause as { code?: string };
      if (code !== "UND_ERR_SOCKET") throw cause;
      throw Object.assign(new Error(`the proxy ${proxy.host} hung up`, { cause }), { code: "ECONNRESET" });
    }
  };
  return Object.assign(pool, { connect });
}
