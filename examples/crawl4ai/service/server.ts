import { createServer, type IncomingMessage } from "node:http";
import { MappingError } from "cdktf-dynamodb/cutover";
import { PageCache } from "./cache";
import { InvalidPageError, pageOf } from "./page";
import { statusPage } from "./status-page";

/** A response: an object is sent as JSON, text as HTML. */
interface Response {
  readonly status: number;
  readonly body?: object | string;
}

// PORT=3000 npx tsx examples/crawl4ai/service/server.ts
//
// GET, PUT, DELETE /pages/<encoded URL>; GET /status (JSON); GET / (the status as HTML).
async function main(): Promise<void> {
  const cache = await PageCache.open(process.env);
  const server = createServer((request, response) => {
    void respond(cache, request).then(({ status, body = {} }) => {
      const isHtml = typeof body === "string";
      response.writeHead(status, {
        "content-type": isHtml ? "text/html; charset=utf-8" : "application/json",
        ...(status === 503 && { "retry-after": "1" }),
      });
      response.end(isHtml ? body : JSON.stringify(body));
    });
  });
  server.listen(Number(process.env["PORT"] ?? 3000), "127.0.0.1");
  const stop = () => server.close(() => void cache.close());
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
}

async function respond(cache: PageCache, request: IncomingMessage): Promise<Response> {
  try {
    const [, resource, url] = (request.url ?? "/").split("/").map(decodeURIComponent);
    if (resource === "") return { status: 200, body: statusPage(cache.status()) };
    if (resource === "status") return { status: 200, body: cache.status() };
    if (resource !== "pages" || !url) return { status: 404 };
    return await respondWithPage(cache, url, request);
  } catch (error) {
    return { status: statusOf(error), body: { error: (error as Error).message } };
  }
}

async function respondWithPage(cache: PageCache, url: string, request: IncomingMessage): Promise<Response> {
  if (request.method === "GET") {
    const page = await cache.get(url);
    return page ? { status: 200, body: page } : { status: 404 };
  }
  if (request.method === "PUT") {
    const page = pageOf(url, await textOf(request));
    await cache.put(page);
    return { status: 200, body: page };
  }
  if (request.method !== "DELETE") return { status: 405 };
  await cache.delete(url);
  return { status: 200 };
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request.setEncoding("utf8")) text += String(chunk);
  return text;
}

function statusOf(error: unknown): number {
  if (error instanceof URIError || error instanceof InvalidPageError) return 400;
  // It does not fit into an item, for example.
  if (error instanceof MappingError) return 422;
  // Writes are frozen by a flip, or the control cannot be read.
  return (error as { isRetryable?: boolean }).isRetryable ? 503 : 500;
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
