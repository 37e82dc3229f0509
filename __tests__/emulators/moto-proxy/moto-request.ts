import type { Agent } from "node:http";
import { type Answer, ask, jsonAnswer, operationOf, type Question } from "../http-exchange";

/** A request to one of AWS's services, as moto tells them apart: by the scope of its signature. */
export interface MotoRequest {
  readonly question: Question;
  /** `dynamodb`, `kms`, … */
  readonly service: string;
  readonly region: string;
  /** The operation of a JSON protocol, or "". */
  readonly operation: string;
  /** The body of a JSON protocol. */
  readonly body: Readonly<Record<string, unknown>>;
}

export interface Moto {
  readonly target: string;
  readonly agent: Agent;
}

const scope = /(Credential=[^/]+\/\d+\/)([^/]+)\/([^/]+)\//;

export function readRequest(question: Question): MotoRequest {
  const [, , region = "", service = ""] = scope.exec(question.headers.authorization ?? "") ?? [];
  const operation = operationOf(question.headers);
  const body = operation === "" ? {} : (JSON.parse(question.body.toString() || "{}") as MotoRequest["body"]);
  return { question, service, region, operation, body };
}

/** Hands a request on as it is. */
export function forward(moto: Moto, { question }: MotoRequest): Promise<Answer> {
  return ask(moto.target, question, moto.agent);
}

/** Sends an operation of the same service, to the same region or another; moto checks no signature. */
export async function send(
  moto: Moto,
  like: MotoRequest,
  operation: string,
  body: object,
  region = like.region,
): Promise<Answer> {
  const { headers } = like.question;
  const target = String(headers["x-amz-target"]).replace(/[^.]*$/, operation);
  const authorization = (headers.authorization ?? "").replace(scope, `$1${region}/$3/`);
  const question = {
    ...like.question,
    headers: { ...headers, "x-amz-target": target, authorization },
    body: Buffer.from(JSON.stringify(body)),
  };
  return ask(moto.target, question, moto.agent);
}

export function bodyOf<T = Record<string, unknown>>(answer: Answer): T {
  return JSON.parse(answer.body.toString()) as T;
}

/** A 400 that says the request is wrong; nobody retries it. */
export function refusal(name: string, message: string): Answer {
  return jsonAnswer(400, { __type: `com.amazonaws.dynamodb.v20120810#${name}`, message });
}
