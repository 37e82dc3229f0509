import { messageOf } from "../errors";
import { unreadableAnswer } from "./service-error";

/** An answer's body as JSON. @throws ServiceError, transient, where it is not */
export function answerJson<T>(body: Buffer): T {
  try {
    return JSON.parse(body.toString("utf8")) as T;
  } catch (cause) {
    throw unreadableAnswer(`is not JSON: ${messageOf(cause)}`, { cause });
  }
}
