import type { IncomingHttpHeaders } from "node:http";
import { isObject } from "./attribute-shape";
import { isHtml } from "./html";
import { responseError, unreadableResponse } from "./service-error";
import { readResponse } from "./service-response";

/** A request as a client of the AWS SDK sends it. */
interface SdkRequest {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** A response before a client of the AWS SDK reads it. */
interface SdkResponse {
  readonly statusCode: number;
  readonly headers: IncomingHttpHeaders;
  body?: unknown;
}

/** As much of an SDK client's middleware as is needed here. */
export interface MiddlewareStack {
  add(
    middleware: (
      next: (args: { request: unknown }) => Promise<{ response: unknown }>,
      context: { readonly commandName?: string },
    ) => (args: { request: unknown }) => Promise<{ response: unknown }>,
    options: object,
  ): void;
}

/**
 * Has a client of the AWS SDK check every response, as the HTTP client does. The SDK by itself takes any JSON with
 * HTTP
 * 200 for success, and ignores unknown content.
 */
export function checkSdkResponses(stack: MiddlewareStack): void {
  stack.add(
    (next, { commandName = "" }) =>
      async (args) => {
        const result = await next(args);
        await check(commandName, args.request as SdkRequest, result.response as SdkResponse);
        return result;
      },
    { step: "deserialize", priority: "low", name: "checkResponse" },
  );
}

async function check(command: string, request: SdkRequest, response: SdkResponse): Promise<void> {
  const operation = /^DynamoDB_\d+\.(\w+)$/.exec(request.headers?.["x-amz-target"] ?? "")?.[1];
  if (operation !== undefined) return checkDynamoDb(operation, request, response);
  if (response.statusCode >= 300) return checkPage(response);
  // S3 sends one for every object, and no body after a put.
  if (response.headers["etag"]) return;
  const isPage = command === "GetObjectCommand" && isHtml(await collect(response));
  if (isPage || (command === "PutObjectCommand" && (await collect(response)).length > 0))
    throw unreadableResponse(`to ${command.replace("Command", "")} has no header "ETag"`);
}

async function checkDynamoDb(operation: string, request: SdkRequest, response: SdkResponse): Promise<void> {
  const body = await collect(response);
  if (response.statusCode === 200)
    return void readResponse(operation, bytesOf(request.body), response.headers, body);
  // What the service says in JSON of its own, the SDK makes its exceptions of.
  if (!isException(body)) throw responseError(response.statusCode, body);
}

/** A page of a proxy is neither the XML nor the JSON that the SDK reads. */
async function checkPage(response: SdkResponse): Promise<void> {
  if (!/html/i.test(response.headers["content-type"] ?? "")) return;
  const body = await collect(response);
  if (isHtml(body)) throw responseError(response.statusCode, body);
}

/** Reads the body, and puts it back for the SDK to read. */
async function collect(response: SdkResponse): Promise<Buffer> {
  const { body } = response;
  if (body === undefined || body === null) return Buffer.alloc(0);
  const chunks: Uint8Array[] = [];
  if (typeof body === "string" || body instanceof Uint8Array) chunks.push(bytesOf(body));
  else for await (const chunk of body as AsyncIterable<Uint8Array>) chunks.push(chunk);
  const all = Buffer.concat(chunks);
  response.body = all;
  return all;
}

/**
 * The SDK passes bodies as text or as bytes. Its JSON bodies are a subclass of `Uint8Array` that prints a warning
 * if it
 * is converted by `Buffer.from(body)`, which calls `valueOf`; the same memory as a plain `Buffer` does not.
 */
function bytesOf(body: unknown): Buffer {
  if (body instanceof Uint8Array) return Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  return Buffer.from(typeof body === "string" ? body : "{}");
}

function isException(body: Buffer): boolean {
  try {
    const json: unknown = JSON.parse(body.toString("utf8"));
    return isObject(json) && typeof json["__type"] === "string";
  } catch {
    return false;
  }
}
