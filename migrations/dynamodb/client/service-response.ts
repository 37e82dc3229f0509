import type { IncomingHttpHeaders } from "node:http";
import { crc32 } from "node:zlib";
import { messageOf } from "../../errors";
import { htmlText, isHtml } from "./html";
import { wrongShape } from "./response-shape";
import { unreadableResponse } from "./service-error";

/** A response whose shape was checked. */
export interface ServiceResponse {
  /** As it came. */
  readonly body: Buffer;
  /** Its members. */
  readonly json: Readonly<Record<string, unknown>>;
}

/** The response to nearly every batch of writes; it need not be parsed. */
const nothingLeft = Buffer.from('{"UnprocessedItems":{}}');
const nothingLeftJson = { UnprocessedItems: {} };

/**
 * Reads the body of a response with HTTP 200. No other function reads one. What does not have the shape of the
 * operation's response says nothing about what was done, and counts as no response.
 *
 * @param request the request's body
 * @throws ServiceError, transient
 */
export function readResponse(
  operation: string,
  request: Uint8Array,
  headers: IncomingHttpHeaders,
  body: Buffer,
): ServiceResponse {
  const sum = headers["x-amz-crc32"];
  if (sum !== undefined && crc32(body) !== Number(sum))
    throw unreadableResponse("does not match its checksum");
  if (operation === "BatchWriteItem" && body.equals(nothingLeft)) return { body, json: nothingLeftJson };
  const json = jsonOf(body);
  const wrong = wrongShape(operation, json, {
    request: () => JSON.parse(Buffer.from(request).toString("utf8")) as Record<string, unknown>,
    hasRequestId: (headers["x-amzn-requestid"] ?? "") !== "",
  });
  if (wrong !== undefined) throw unreadableResponse(`to ${operation} ${wrong}: ${startOf(body)}`);
  return { body, json: json as ServiceResponse["json"] };
}

function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch (cause) {
    if (isHtml(body)) throw unreadableResponse(`is ${htmlText(body)}, not JSON`, { cause });
    throw unreadableResponse(`is not JSON: ${messageOf(cause)}`, { cause });
  }
}

function startOf(body: Buffer): string {
  const text = body.toString("utf8", 0, 60);
  return body.length > 60 ? `${text}…` : text;
}
