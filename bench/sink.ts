import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A DynamoDB that takes every write at once and keeps nothing, on a free loopback port. */
export async function startSink(): Promise<{ readonly endpoint: string; close(): void }> {
  const answer = Buffer.from('{"UnprocessedItems":{}}');
  const server = createServer((request, response) => {
    request.resume().on("end", () => {
      response.writeHead(200, {
        "content-type": "application/x-amz-json-1.0",
        "content-length": answer.length,
      });
      response.end(answer);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { endpoint: `http://127.0.0.1:${port}`, close: () => server.close() };
}
