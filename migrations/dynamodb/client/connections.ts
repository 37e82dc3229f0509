import type { Dispatcher, Pool } from "undici";
import { loadPool } from "./load-pool";
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
export async function connectionsTo(origin: string, { connectMs }: Timeouts): Promise<Dispatcher> {
  const Pool = await loadPool();
  return new Pool(origin, {
    connections: maxConnections,
    pipelining: 1,
    connect: { timeout: connectMs },
  });
}

/** Kept connections to any origin: tunnels through its proxy, or direct ones where it has none. */
export async function connectionsThrough(
  proxies: Proxies,
  { connectMs, responseMs }: Timeouts,
): Promise<Dispatcher> {
  const { EnvHttpProxyAgent, Pool } = await import("undici");
  const connect = { timeout: connectMs };
  return new EnvHttpProxyAgent({
    ...{ connections: maxConnections, pipelining: 1, connect, requestTls: connect, proxyTls: connect },
    clientFactory: (proxy, options) =>
      unlessHungUp(new Pool(proxy, { ...options, headersTimeout: responseMs }), proxy),
    ...proxies,
  });
}

/**
 * Fails if the proxy hangs up when it is asked for a tunnel. undici takes the lost connection for an idle one, and
 * would ask again and again.
 */
function unlessHungUp(pool: Pool, { host }: URL): Pool {
  const ask = pool.connect.bind(pool) as (request: Dispatcher.ConnectOptions) => Promise<unknown>;
  const connect = async (request: Dispatcher.ConnectOptions) => {
    try {
      return await ask(request);
    } catch (cause) {
      const { code } = cause as { code?: string };
      if (code !== "UND_ERR_SOCKET") throw cause;
      throw Object.assign(new Error(`the proxy ${host} hung up`, { cause }), { code: "ECONNRESET" });
    }
  };
  return Object.assign(pool, { connect });
}
