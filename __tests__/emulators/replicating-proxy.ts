import { Agent } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { Answer, Question } from "./http-exchange";
import { forward, type Moto, readRequest, refusal, send } from "./moto-proxy/moto-request";
import { type ProxyServer, startProxyServer } from "./proxy-server";

/** moto, whose two regions replicate single writes to each other. */
export interface ReplicatingProxy extends ProxyServer {
  /** Operations that arrived, in order. */
  readonly operations: readonly string[];
  /** Stops replication; writes that are on their way still arrive. */
  stopReplication(): void;
}

const writes = new Set(["PutItem", "DeleteItem"]);
/** A replicated write has no condition. */
const kept = new Set(["TableName", "Item", "Key"]);

/** @param delayMs until a write is in the other region */
export async function startReplicatingProxy(
  target: string,
  [one, other]: readonly [string, string],
  delayMs: number,
): Promise<ReplicatingProxy> {
  const moto: Moto = { target, agent: new Agent({ keepAlive: true }) };
  const underway = new Set<Promise<unknown>>();
  const operations: string[] = [];
  let isReplicating = true;

  const respond = async (question: Question): Promise<Answer> => {
    const request = readRequest(question);
    operations.push(request.operation);
    if (request.operation === "BatchExecuteStatement") return refusal("ValidationException", "no PartiQL");
    const answer = await forward(moto, request);
    if (!isReplicating || answer.status !== 200 || !writes.has(request.operation)) return answer;
    const region = request.region === one ? other : one;
    const body = Object.fromEntries(Object.entries(request.body).filter(([name]) => kept.has(name)));
    const replicated = sleep(delayMs).then(() => send(moto, request, request.operation, body, region));
    underway.add(replicated.finally(() => underway.delete(replicated)));
    return answer;
  };

  const server = await startProxyServer(respond);
  return {
    ...{ endpoint: server.endpoint, operations },
    stopReplication: () => (isReplicating = false),
    close: async () => {
      await Promise.allSettled(underway);
      await server.close();
      moto.agent.destroy();
    },
  };
}
