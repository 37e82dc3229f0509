import { Agent } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { checkRates, drawFault, type Fault, type FaultRates, foreignBodies } from "./faults";
import { type Answer, ask, jsonAnswer, operationOf, type Question } from "./http-exchange";
import { startProxyServer } from "./proxy-server";
import { seededRandom } from "./seeded-random";
import { splitBatch } from "./split-batch";

export interface FaultProxySettings {
  /** Endpoint of the real DynamoDB, e.g. `http://127.0.0.1:8000`. */
  readonly target: string;
  /** The n-th request meets the same fault for the same seed. */
  readonly seed: number;
  readonly rates?: FaultRates;
  /** Faults of the first requests, in order; `rates` applies to the ones after them. @default none */
  readonly script?: readonly (Fault | "pass")[];
  /** Operations that meet faults; all others pass untouched. @default item reads and writes */
  readonly operations?: readonly string[];
  /** Each request waits between 0 and this many milliseconds, whatever else happens to it. @default 0 */
  readonly maxDelayMs?: number;
}

/** What the proxy has done so far. */
export type FaultCounts = Record<Fault | "requests" | "forwarded" | "puts" | "unprocessedItems", number>;

export interface FaultProxy {
  readonly endpoint: string;
  readonly counts: Readonly<FaultCounts>;
  /** From now on every request passes, e.g. to look at the tables through the same endpoint. */
  heal(): void;
  close(): Promise<void>;
}

const itemOperations = [
  ...["BatchWriteItem", "PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems"],
  ...["BatchGetItem", "GetItem", "TransactGetItems", "Query", "Scan"],
];

/**
 * Stands between a client and DynamoDB and does what the service does under load and a network does on a
 * bad day: nothing local ever throttles, leaves items unprocessed or loses an answer.
 *
 * @example
 * const proxy = await startFaultProxy({ target, seed: 7, rates: { throttle: 0.2, cutAfter: 0.05 } });
 * // … write through proxy.endpoint …
 * expect(proxy.counts.cutAfter).toBeGreaterThan(0);
 * await proxy.close();
 */
export async function startFaultProxy(settings: FaultProxySettings): Promise<FaultProxy> {
  const { target, rates = {}, script = [], operations = itemOperations, maxDelayMs = 0 } = settings;
  checkRates(rates);
  const random = seededRandom(settings.seed);
  const agent = new Agent({ keepAlive: true });
  const counts = noCounts();
  const scripted = [...script];
  let healed = false;

  const respond = async (question: Question): Promise<Answer | null> => {
    const operation = operationOf(question.headers);
    const met = !healed && operations.includes(operation);
    const fault = met ? (scripted.shift() ?? drawFault(rates, random())) : "pass";
    counts.requests++;
    counts.puts += putsIn(operation, question);
    if (met && maxDelayMs > 0) await sleep(random() * maxDelayMs);
    return inflict(fault, operation, question, { target, agent, counts, random });
  };

  const server = await startProxyServer(respond);
  return {
    endpoint: server.endpoint,
    counts,
    heal: () => void (healed = true),
    close: async () => {
      await server.close();
      agent.destroy();
    },
  };
}

interface Means {
  readonly target: string;
  readonly agent: Agent;
  readonly counts: FaultCounts;
  readonly random: () => number;
}

async function inflict(
  fault: Fault | "pass",
  operation: string,
  question: Question,
  means: Means,
): Promise<Answer | null> {
  const { counts } = means;
  if (fault === "unprocessed") return leaveUnprocessed(operation, question, means);
  if (fault !== "pass") counts[fault]++;
  switch (fault) {
    case "throttle":
      return throttled(means.random());
    case "serverError":
      return failure(500, "InternalServerError", "The request processing has failed because of a fault");
    case "tooLarge":
      return { status: 413, headers: {}, body: Buffer.alloc(0) };
    case "cutBefore":
      return null;
    case "cutAfter":
      await forward(question, means);
      return null;
    case "cutWithin":
      return { ...(await forward(question, means)), cut: true };
    case "halfAnswer":
      return half(await forward(question, means));
    case "silence":
      await forward(question, means);
      return new Promise(() => undefined);
    case "foreign":
      return foreign(means.random());
    case "pass":
      return forward(question, means);
  }
}

async function leaveUnprocessed(operation: string, question: Question, means: Means) {
  const batched = operation === "BatchWriteItem" || operation === "BatchGetItem";
  const split = batched ? splitBatch(question.body.toString(), means.random) : null;
  if (split === null) return inflict("throttle", operation, question, means);
  const answer = await forward({ ...question, body: Buffer.from(split.forward) }, means);
  if (answer.status !== 200) return answer;
  means.counts.unprocessed++;
  means.counts.unprocessedItems += split.unprocessedCount;
  return jsonAnswer(200, split.complete(answer.body.toString()));
}

/** Items that a request asks to be written. */
function putsIn(operation: string, { body }: Question): number {
  if (operation === "PutItem") return 1;
  if (operation !== "BatchWriteItem") return 0;
  const { RequestItems: tables } = JSON.parse(body.toString()) as { RequestItems: Record<string, unknown[]> };
  return Object.values(tables).reduce((sum, requests) => sum + requests.length, 0);
}

function forward(question: Question, { target, agent, counts }: Means): Promise<Answer> {
  counts.forwarded++;
  return ask(target, question, agent);
}

function throttled(drawn: number): Answer {
  return drawn < 0.5
    ? failure(
        400,
        "ProvisionedThroughputExceededException",
        "The level of configured throughput was exceeded",
      )
    : failure(400, "ThrottlingException", "Throughput exceeds the current capacity of your table or index");
}

function foreign(drawn: number): Answer {
  const body = foreignBodies[Math.floor(drawn * foreignBodies.length)] as string;
  return { status: 200, headers: {}, body: Buffer.from(body) };
}

function failure(status: number, name: string, message: string): Answer {
  return jsonAnswer(status, { __type: `com.amazonaws.dynamodb.v20120810#${name}`, message });
}

/** The checksum goes too, so that a client has only the text to judge by. */
function half({ status, headers: { "x-amz-crc32": _, ...headers }, body }: Answer): Answer {
  return { status, headers, body: body.subarray(0, body.length >> 1) };
}

function noCounts(): FaultCounts {
  return {
    ...{ requests: 0, forwarded: 0, puts: 0, unprocessedItems: 0 },
    ...{ throttle: 0, unprocessed: 0, serverError: 0, cutBefore: 0, cutAfter: 0, tooLarge: 0 },
    ...{ cutWithin: 0, halfAnswer: 0, silence: 0, foreign: 0 },
  };
}
