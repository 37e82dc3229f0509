import type { Dispatcher } from "undici";
import { connectionsThrough, defaultTimeouts } from "./connections";
import type { Proxies } from "./proxies";

/** A `fetch` that goes through proxies. */
export function fetchThrough(proxies: Proxies): typeof globalThis.fetch {
  let connections: Promise<Dispatcher> | undefined;
  const proxied = async (url: string, options: object) => {
    // Node.js's own `fetch` is one of another version, which does not take this one's connections.
    const { fetch } = await import("undici");
    connections ??= connectionsThrough(proxies, defaultTimeouts);
    return fetch(url, { ...options, dispatcher: await connections });
  };
  return proxied as unknown as typeof globalThis.fetch;
}
