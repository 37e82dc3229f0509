import type { Caller } from "../../../migrations/dynamodb/client/caller";
import { responseError, type ServiceError } from "../../../migrations/dynamodb/client/service-error";
import { readResponse } from "../../../migrations/dynamodb/client/service-response";

/** A request as the service is given it. */
export interface Called {
  readonly operation: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A service that responds to each call with what a function returns or throws. It counts the items of pages itself. */
export function fakeService(respond: (called: Called) => unknown): Caller {
  return {
    call: async (operation, body) => {
      const called = { operation, body: JSON.parse(body.toString()) as Called["body"] };
      const response = await Promise.resolve(called).then(respond);
      const text = JSON.stringify(withCount(response));
      return readResponse(operation, body, { "x-amzn-requestid": "fake" }, Buffer.from(text));
    },
  };
}

function withCount(response: unknown): unknown {
  const { Items: items } = (response ?? {}) as { Items?: unknown };
  return Array.isArray(items) ? { Count: items.length, ...(response as object) } : response;
}

/** An error as the service responds with it. */
export function serviceError(name: string, more: object = {}, status = 400): ServiceError {
  const answer = {
    __type: `com.amazonaws.dynamodb.v20120810#${name}`,
    message: `${name} of the service`,
    ...more,
  };
  return responseError(status, Buffer.from(JSON.stringify(answer)));
}
