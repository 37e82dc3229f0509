import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { Agent } from "node:http";
import { type Answer, ask, operationOf, type Question } from "../emulators/http-exchange";
import { startProxyServer } from "../emulators/proxy-server";
import { keyOf } from "./expectation";

/** Something that happens at a certain request of a process. */
export interface Trigger {
  /** The request of the process at which it happens, counted from 1. */
  readonly request: number;
  /** Before the request reaches the service, after it was done but before its response is sent, or a moment later. */
  readonly when: "before" | "after" | "later";
  /** With `later`: milliseconds after the response. */
  readonly delayMs: number;
  readonly signal: NodeJS.Signals;
}

export interface KillingProxy {
  readonly endpoint: string;
  /** Keys of items that any request has named. */
  readonly seenKeys: ReadonlySet<string>;
  /** Counts the requests of the next process from 1. @param meanwhile is called once, before that request passes */
  watch(
    child: ChildProcess,
    trigger?: Trigger,
    meanwhile?: { request: number; act: () => Promise<void> },
  ): void;
  /** Resolves when nothing that a killed process sent is still on its way. */
  quiet(): Promise<void>;
  close(): Promise<void>;
}

interface Watched {
  readonly child: ChildProcess;
  readonly trigger: Trigger | undefined;
  readonly meanwhile: { request: number; act: () => Promise<void> } | undefined;
  requests: number;
}

const itemOperations = new Set([
  "BatchWriteItem",
  "PutItem",
  "DeleteItem",
  "BatchGetItem",
  "GetItem",
  "Scan",
  "Query",
]);

/** Passes requests on to `target`, and ends the process that sends them at a request of the caller's choice. */
export async function startKillingProxy(target: string): Promise<KillingProxy> {
  const agent = new Agent({ keepAlive: true });
  const seenKeys = new Set<string>();
  const onTheWay = new Set<Promise<unknown>>();
  let watched: Watched | undefined;

  const pass = (question: Question): Promise<Answer | null> => {
    const answer = handle(question);
    onTheWay.add(answer);
    return answer.finally(() => onTheWay.delete(answer));
  };
  const handle = async (question: Question): Promise<Answer | null> => {
    const current = watched;
    if (!current || !itemOperations.has(operationOf(question.headers))) return ask(target, question, agent);
    noteKeys(JSON.parse(question.body.toString()), seenKeys);
    const number = ++current.requests;
    if (current.meanwhile?.request === number) await current.meanwhile.act();
    return number === current.trigger?.request
      ? end(current.child, current.trigger, () => ask(target, question, agent))
      : ask(target, question, agent);
  };
  const server = await startProxyServer(pass);
  return {
    endpoint: server.endpoint,
    seenKeys,
    watch: (child, trigger, meanwhile) => void (watched = { child, trigger, meanwhile, requests: 0 }),
    quiet: async () => {
      while (onTheWay.size > 0) await Promise.allSettled(onTheWay);
    },
    close: async () => {
      await server.close();
      agent.destroy();
    },
  };
}

async function end(
  child: ChildProcess,
  trigger: Trigger,
  send: () => Promise<Answer>,
): Promise<Answer | null> {
  const { when, delayMs, signal } = trigger;
  const isKill = signal === "SIGKILL";
  if (when === "before" && isKill) {
    await killed(child);
    return null;
  }
  if (when === "before") child.kill(signal);
  const answer = await send();
  if (when === "after" && isKill) {
    await killed(child);
    return null;
  }
  if (when === "after") child.kill(signal);
  if (when === "later") setTimeout(() => child.kill(signal), delayMs);
  return answer;
}

async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, "exit");
  child.kill("SIGKILL");
  await exit;
}

/** Every object with a PK and an SK, wherever a request has it. */
function noteKeys(value: unknown, keys: Set<string>): void {
  if (typeof value !== "object" || value === null) return;
  const { PK, SK } = value as { PK?: { S?: string }; SK?: { S?: string } };
  if (PK?.S !== undefined && SK?.S !== undefined) keys.add(keyOf(PK.S, SK.S));
  for (const member of Object.values(value)) noteKeys(member, keys);
}
