import { createServer, type IncomingMessage } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";

/** An HTTP proxy that makes tunnels (`CONNECT`) to names which only it knows. */
export class TunnelProxy {
  /** The `host:port` of each tunnel that was asked for. */
  readonly asked: string[] = [];
  private readonly pieces: Buffer[] = [];
  private readonly server = createServer();
  private readonly sockets = new Set<Socket>();

  private constructor(private readonly places: Readonly<Record<string, string>>) {
    this.server.on("connection", (socket: Socket) => this.keep(socket));
    this.server.on("connect", (request: IncomingMessage, socket: Socket) => this.tunnel(request, socket));
  }

  /** @param places each name's origin: `{ "tables.test:8000": "http://127.0.0.1:4567" }` */
  static async start(places: Readonly<Record<string, string>>): Promise<TunnelProxy> {
    const proxy = new TunnelProxy(places);
    await new Promise<void>((resolve) => proxy.server.listen(0, "127.0.0.1", resolve));
    return proxy;
  }

  /** `127.0.0.1:3128` */
  get host(): string {
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** For `user` with the password `p@ss`, without whom it refuses. */
  get url(): string {
    return `http://user:p%40ss@${this.host}`;
  }

  /** All that went through the tunnels, in both directions, a character a byte. */
  get carried(): string {
    return Buffer.concat(this.pieces).toString("latin1");
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private tunnel(request: IncomingMessage, socket: Socket): void {
    const name = request.url ?? "";
    this.asked.push(name);
    const place = this.places[name];
    const isAllowed = request.headers["proxy-authorization"] === `Basic ${btoa("user:p@ss")}`;
    if (!isAllowed) return void socket.end("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n");
    if (place === undefined) return void socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
    const { hostname, port } = new URL(place);
    const there = this.keep(connect(Number(port), hostname));
    there.once("connect", () => {
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
      for (const end of [socket, there]) end.on("data", (piece: Buffer) => this.pieces.push(piece));
      socket.pipe(there).pipe(socket);
    });
  }

  private keep(socket: Socket): Socket {
    this.sockets.add(socket);
    return socket.on("error", () => {}).on("close", () => this.sockets.delete(socket));
  }
}
