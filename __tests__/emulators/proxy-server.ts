import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { ServerCertificate } from "./database-server";
import { type Answer, type Question, readBody } from "./http-exchange";

export interface ProxyServer {
  readonly endpoint: string;
  close(): Promise<void>;
}

/** Answers a question; `null` cuts the connection instead. */
export type Responder = (question: Question) => Promise<Answer | null>;

/**
 * Listens on a free loopback port and answers every request with what `respond` returns.
 * @param tls the certificate with which connections are encrypted. @default they are not
 */
export async function startProxyServer(respond: Responder, tls?: ServerCertificate): Promise<ProxyServer> {
  const listener = (incoming: IncomingMessage, outgoing: ServerResponse) =>
    void serve(incoming, outgoing, respond);
  const server = tls
    ? createTlsServer({ cert: tls.certificate, key: tls.key }, listener)
    : createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { endpoint: `${tls ? "https" : "http"}://127.0.0.1:${port}`, close: () => close(server) };
}

async function serve(incoming: IncomingMessage, outgoing: ServerResponse, respond: Responder) {
  try {
    const body = await readBody(incoming);
    const { headers, method = "GET", url: path = "/" } = incoming;
    const answer = await respond({ headers, method, path, body });
    if (answer === null) incoming.socket.destroy();
    else send(outgoing, answer);
  } catch {
    // The client went away or the target did: a cut connection is what a client sees of either.
    incoming.socket.destroy();
  }
}

function send(outgoing: ServerResponse, { status, headers, body, cut }: Answer) {
  const kept = { ...headers, "content-length": String(body.length) };
  delete kept["transfer-encoding"];
  outgoing.writeHead(status, kept);
  if (cut) outgoing.write(body.subarray(0, body.length >> 1), () => outgoing.socket?.destroy());
  else outgoing.end(body);
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
