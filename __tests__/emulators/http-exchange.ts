import { type IncomingHttpHeaders, type IncomingMessage, request, type Agent } from "node:http";

/** A request or response with its whole body, as a proxy looks at it and hands it on. */
export interface Message {
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface Answer extends Message {
  readonly status: number;
  /** Half of the body is sent, and then the connection cut. */
  readonly cut?: boolean;
}

export interface Question extends Message {
  readonly method: string;
  readonly path: string;
}

export async function readBody(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** The name in `x-amz-target: DynamoDB_20120810.BatchWriteItem`, or "" for other protocols. */
export function operationOf(headers: IncomingHttpHeaders): string {
  const target = headers["x-amz-target"];
  return typeof target === "string" ? target.slice(target.lastIndexOf(".") + 1) : "";
}

/** An answer in the AWS JSON 1.0 protocol. */
export function jsonAnswer(status: number, value: unknown): Answer {
  return {
    status,
    headers: { "content-type": "application/x-amz-json-1.0" },
    body: Buffer.from(JSON.stringify(value)),
  };
}

/** Sends the question to `target` and reads the whole answer. */
export async function ask(target: string, question: Question, agent: Agent): Promise<Answer> {
  const headers = { ...question.headers, "content-length": String(question.body.length) };
  delete headers["transfer-encoding"];
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    request(new URL(question.path, target), { method: question.method, headers, agent }, resolve)
      .on("error", reject)
      .end(question.body);
  });
  return { status: response.statusCode ?? 502, headers: response.headers, body: await readBody(response) };
}
