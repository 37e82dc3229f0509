import type { Caller } from "../../migrations/http/caller";
import { answeredError, type ServiceError } from "../../migrations/http/service-error";

/** A request as the service is given it. */
export interface Called {
  readonly operation: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A service that answers each call with what a function returns or throws. */
export function fakeService(answer: (called: Called) => unknown): Caller {
  return {
    call: async (operation, body) => {
      const answered = await Promise.resolve({
        operation,
        body: JSON.parse(body.toString()) as Called["body"],
      }).then(answer);
      return Buffer.from(JSON.stringify(answered));
    },
  };
}

/** An error as the service answers it. */
export function serviceError(name: string, more: object = {}, status = 400): ServiceError {
  const answer = {
    __type: `com.amazonaws.dynamodb.v20120810#${name}`,
    message: `${name} of the service`,
    ...more,
  };
  return answeredError(status, Buffer.from(JSON.stringify(answer)));
}
