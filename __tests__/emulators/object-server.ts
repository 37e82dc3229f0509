import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** Keeps what is put at a path, as S3 does, and nothing else of S3. */
export class ObjectServer {
  readonly objects = new Map<string, Buffer>();

  private constructor(private readonly server: Server) {
    server.on("request", (request, response) => {
      const pieces: Buffer[] = [];
      request.on("data", (piece: Buffer) => pieces.push(piece));
      request.on("end", () => {
        const path = decodeURIComponent((request.url ?? "").replace(/\?.*/, ""));
        if (request.method === "PUT") this.objects.set(path, Buffer.concat(pieces));
        response.writeHead(request.method === "PUT" ? 200 : 501, { ETag: '"0"' }).end();
      });
    });
  }

  static async start(): Promise<ObjectServer> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return new ObjectServer(server);
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
