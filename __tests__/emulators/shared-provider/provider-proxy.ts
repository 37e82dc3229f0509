import {
  type ClientHttp2Session,
  connect as connectHttp2,
  createServer,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from "node:http2";
import { connect } from "node:net";
import { buffer } from "node:stream/consumers";
import { neededSchemas } from "./needed-schemas";

const getSchema = "/tfplugin5.Provider/GetSchema";

/** Responses that depend on the provider's code alone and take seconds: its schemas, and whether settings fit them. */
const remembered = new Set([getSchema, "/tfplugin5.Provider/PrepareProviderConfig"]);

interface Reply {
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly trailers: IncomingHttpHeaders;
}

export interface ProviderProxy {
  close(): Promise<void>;
}

/** Stands at `socket` before a provider at `target`, both of them Unix sockets, and asks it nothing pure twice. */
export async function startProviderProxy(socket: string, target: string): Promise<ProviderProxy> {
  const provider = connectHttp2("http://localhost", { createConnection: () => connect(target) });
  // A provider that is gone is told of by the calls that it does not answer.
  provider.on("error", () => undefined);
  const replies = new Map<string, Reply>();
  const sessions = new Set<ServerHttp2Session>();
  const server = createServer()
    .on("session", (session) => {
      sessions.add(session.once("close", () => sessions.delete(session)).on("error", () => undefined));
    })
    .on("stream", (call, headers) => {
      call.on("error", () => undefined);
      if (!remembered.has(String(headers[":path"]))) return handOn(provider, call, headers);
      answer(call, headers).catch(() => call.close());
    });

  async function answer(call: ServerHttp2Stream, headers: IncomingHttpHeaders): Promise<void> {
    const question = await buffer(call);
    const key = `${headers[":path"]} ${question.toString("base64")}`;
    const reply = replies.get(key) ?? (await askOnce(key, headers, question));
    send(call, reply);
  }

  async function askOnce(key: string, headers: IncomingHttpHeaders, question: Buffer): Promise<Reply> {
    const reply = await ask(provider, headers, question);
    if (reply.trailers["grpc-status"] !== "0") return reply;
    const body = headers[":path"] === getSchema ? neededSchemas(reply.body) : reply.body;
    replies.set(key, { ...reply, body });
    return { ...reply, body };
  }

  await new Promise<void>((resolve) => server.listen(socket, resolve));
  return {
    close: async () => {
      for (const session of sessions) session.destroy();
      provider.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Both directions flow at once, and the answer ends with the provider's trailers. */
function handOn(provider: ClientHttp2Session, call: ServerHttp2Stream, headers: IncomingHttpHeaders): void {
  const asked = provider.request(headers);
  let trailers: IncomingHttpHeaders = {};
  asked.on("error", () => call.close());
  asked.on("trailers", (received: IncomingHttpHeaders) => (trailers = received));
  asked.on("response", (received) => {
    // A refusal may be headers alone.
    if (received["grpc-status"] !== undefined) return call.respond(received, { endStream: true });
    call.respond(received, { waitForTrailers: true });
    call.on("wantTrailers", () => call.sendTrailers(trailers));
    asked.pipe(call);
  });
  call.on("close", () => asked.close());
  call.pipe(asked);
}

async function ask(
  provider: ClientHttp2Session,
  headers: IncomingHttpHeaders,
  question: Buffer,
): Promise<Reply> {
  const asked = provider.request(headers);
  const reply: { headers: IncomingHttpHeaders; trailers: IncomingHttpHeaders } = {
    headers: {},
    trailers: {},
  };
  asked.on("response", (received) => (reply.headers = received));
  asked.on("trailers", (received: IncomingHttpHeaders) => (reply.trailers = received));
  asked.end(question);
  return { body: await buffer(asked), ...reply };
}

function send(call: ServerHttp2Stream, { headers, body, trailers }: Reply): void {
  call.respond(headers, { waitForTrailers: true });
  call.on("wantTrailers", () => call.sendTrailers(trailers));
  call.end(body);
}
