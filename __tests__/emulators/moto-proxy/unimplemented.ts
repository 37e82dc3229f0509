import { type Answer, jsonAnswer } from "../http-exchange";
import type { MotoRequest } from "./moto-request";

/**
 * Makes a 400 of moto's 5xx. moto answers 500 to what it lacks, and the AWS provider takes that for a
 * passing failure and tries again for many minutes; a 400 ends it at once and says what is missing.
 */
export function endRetries(request: MotoRequest, answer: Answer): Answer {
  if (answer.status < 500) return answer;
  const message = `moto has no ${request.service} ${operationNameOf(request)} (it answered ${answer.status})`;
  const type = request.question.headers["content-type"] ?? "";
  return type.includes("x-www-form-urlencoded")
    ? queryError(message)
    : withErrorType(jsonAnswer(400, { __type: "NotImplementedException", message }));
}

/** Settings for: the operation of a JSON or query protocol, or the path of a REST one. */
export function operationNameOf({ operation, question }: MotoRequest): string {
  if (operation !== "") return operation;
  const action = new URLSearchParams(question.body.toString()).get("Action");
  return action ?? `${question.method} ${question.path}`;
}

/** REST protocols name the error in a header. */
function withErrorType(answer: Answer): Answer {
  return { ...answer, headers: { ...answer.headers, "x-amzn-errortype": "NotImplementedException" } };
}

function queryError(message: string): Answer {
  const error = `<Error><Type>Sender</Type><Code>NotImplemented</Code><Message>${message}</Message></Error>`;
  const body = Buffer.from(`<ErrorResponse>${error}<RequestId>0</RequestId></ErrorResponse>`);
  return { status: 400, headers: { "content-type": "text/xml" }, body };
}
