import { fetch } from "undici";
import { connectionsThrough, defaultTimeouts } from "./connections";
import type { Proxies } from "./proxies";

/** A `fetch` that goes through proxies. */
export function fetchThrough(proxies: Proxies): typeof globalThis.fetch {
  const dispatcher = connectionsThrough(proxies, defaultTimeouts);
  // Node.js's own `fetch` is one of another version, which does not take this one's connections.
  const proxied = (url: string, options: object) => fetch(url, { ...options, dispatcher });
  return proxied as unknown as typeof globalThis.fetch;
}
