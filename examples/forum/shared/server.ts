import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Adapter } from "./adapter";

/** A response: a status and what is sent as JSON. */
export interface Response {
  readonly status: number;
  readonly body?: unknown;
}

/** A request of a service: `POST /threads/thr_1/views`. */
export interface Request {
  readonly method: string;
  /** `thr_1`; absent for the collection. */
  readonly id: string | undefined;
  /** `views`. */
  readonly action: string | undefined;
  readonly query: URLSearchParams;
  readonly body: Record<string, unknown>;
}

export type Handler = (request: Request) => Promise<Response>;

/** Serves requests as JSON. A retryable error of the cutover is 503 with `Retry-After`. */
export function serve(port: number, { cutover }: Adapter, handle: Handler): Server {
  const server = createServer((incoming, response) => {
    void respond(incoming, handle).then((result) => send(response, result));
  });
  server.listen(port, "127.0.0.1");
  const stop = () => server.close(() => void cutover.close());
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
  return server;
}

async function respond(incoming: IncomingMessage, handle: Handler): Promise<Response> {
  try {
    const url = new URL(incoming.url ?? "/", "http://localhost");
    const [, , id, action] = url.pathname.split("/").map(decodeURIComponent);
    const { method = "GET" } = incoming;
    return await handle({ method, id, action, query: url.searchParams, body: await bodyOf(incoming) });
  } catch (error) {
    const { message, isRetryable } = error as { message: string; isRetryable?: boolean };
    return { status: isRetryable ? 503 : 500, body: { error: message } };
  }
}

async function bodyOf(incoming: IncomingMessage): Promise<Record<string, unknown>> {
  let text = "";
  for await (const chunk of incoming.setEncoding("utf8")) text += String(chunk);
  return text === "" ? {} : (JSON.parse(text) as Record<string, unknown>);
}

function send(response: ServerResponse, { status, body }: Response): void {
  response.writeHead(status, {
    "content-type": "application/json",
    ...(status === 503 && { "retry-after": "1" }),
  });
  response.end(body === undefined ? "" : JSON.stringify(body, plainNumber));
}

/** Whole numbers beyond 2^53 are text, as in other JSON interfaces. */
function plainNumber(_name: string, value: unknown): unknown {
  return typeof value === "bigint" ? String(value) : value;
}
