import { createServer, type IncomingMessage } from "node:http";
import { MappingError } from "cdktf-dynamodb/cutover";
import { Repositories } from "./repositories";
import { respond, type ServiceResponse } from "./requests";

// PORT=3000 npx tsx service/server.ts
//
// GET, PUT, DELETE /users/<id>, /problems/<id>, /history/<id>; GET /users?email=, /problems?platform=&number=;
// GET /problems/<id>/tests/<number>; PUT, DELETE /history/<id>/public; GET /timeline; POST, GET /users/<id>/usage;
// POST /users/<id>/limits/<action>?limit=5; GET /status.
async function main(): Promise<void> {
  const repositories = await Repositories.open(process.env);
  const server = createServer((request, response) => {
    void responseTo(repositories, request).then(({ status, body = {} }) => {
      response.writeHead(status, {
        "content-type": "application/json",
        ...(status === 503 && { "retry-after": "1" }),
      });
      response.end(JSON.stringify(body));
    });
  });
  server.listen(Number(process.env["PORT"] ?? 3000), "127.0.0.1");
  const stop = () => server.close(() => void repositories.close());
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
}

async function responseTo(repositories: Repositories, request: IncomingMessage): Promise<ServiceResponse> {
  try {
    const url = new URL(request.url ?? "/", "http://localhost");
    const path = url.pathname.slice(1).split("/").map(decodeURIComponent);
    const body = async () => JSON.parse(await textOf(request)) as object;
    return await respond(repositories, {
      method: request.method ?? "GET",
      path,
      query: url.searchParams,
      body,
    });
  } catch (error) {
    return { status: statusOf(error), body: { error: (error as Error).message } };
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request.setEncoding("utf8")) text += String(chunk);
  return text;
}

function statusOf(error: unknown): number {
  if (error instanceof URIError || error instanceof SyntaxError || error instanceof RangeError) return 400;
  // The mapping has no item for it, or it is too large for one.
  if (error instanceof MappingError) return 422;
  // Writes are frozen by a flip, or the control cannot be read.
  return (error as { isRetryable?: boolean }).isRetryable ? 503 : 500;
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
