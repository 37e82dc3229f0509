import { type Dispatcher, Pool } from "undici";

/** How long to wait for the service. */
export interface Timeouts {
  /** @default 5000 */
  readonly connectMs: number;
  /** For an answer to begin, and then for each next part of it. @default 30_000 */
  readonly answerMs: number;
}

/** Requests in flight at most, whoever sends them. */
const mostConnections = 256;

/** Kept connections to an origin; TLS sessions are taken up again. Directly, as the SDK's own requests go. */
export function connectionsTo(origin: string, { connectMs }: Timeouts): Dispatcher {
  return new Pool(origin, {
    connections: mostConnections,
    pipelining: 1,
    connect: { timeout: connectMs },
  });
}
