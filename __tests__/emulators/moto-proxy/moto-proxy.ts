import { Agent } from "node:http";
import type { Answer, Question } from "../http-exchange";
import { type ProxyServer, startProxyServer } from "../proxy-server";
import { backupDocuments, type BackupDocuments } from "./backup-documents";
import { batchServiceRole } from "./batch-service-role";
import { backupTags, type BackupTags } from "./backup-tags";
import { bucketPolicies, type BucketPolicies } from "./bucket-policies";
import { budgetSubscribers, type BudgetSubscribers } from "./budget-subscribers";
import { compositeAlarms, type CompositeRules } from "./composite-alarms";
import { contributorInsights, type InsightsOn } from "./contributor-insights";
import { kinesisDestinations, type KinesisDestinations } from "./kinesis-destinations";
import { EmulatedBatch } from "./emulated-batch";
import { forward, type Moto, type MotoRequest, readRequest } from "./moto-request";
import { onDemandUnits } from "./on-demand-units";
import { OneAtATime } from "./one-at-a-time";
import { ReplicaGroups } from "./replica-groups";
import { replicas } from "./replicas";
import { restoredTables } from "./restored-tables";
import { scalingTags, type TagsByArn } from "./scaling-tags";
import { tableEncryption, type TableEncryptions } from "./table-encryption";
import { trailNames } from "./trail-names";
import { endRetries, operationNameOf } from "./unimplemented";

export interface MotoProxy extends ProxyServer {
  /** Operations that neither moto nor this knows, e.g. `dynamodb ExportTable`, each once. */
  readonly missing: ReadonlySet<string>;
  /** Called with every request. */
  readonly listeners: Set<(request: MotoRequest) => void>;
  /** Executes the jobs of AWS Batch. */
  readonly batch: EmulatedBatch;
}

/** Stands before moto and adds what DynamoDB stacks need and moto lacks. */
export async function startMotoProxy(target: string): Promise<MotoProxy> {
  const moto: Moto = { target, agent: new Agent({ keepAlive: true }) };
  const groups = new ReplicaGroups();
  const insights: InsightsOn = new Set();
  const destinations: KinesisDestinations = new Map();
  const documents: BackupDocuments = new Map();
  const ofBackups: BackupTags = new Map();
  const subscribers: BudgetSubscribers = new Map();
  const rules: CompositeRules = new Map();
  const tags: TagsByArn = new Map();
  const encryptions: TableEncryptions = new Map();
  const batch = new EmulatedBatch();
  const policies: BucketPolicies = new Map();
  const listeners = new Set<(request: MotoRequest) => void>();
  const missing = new Set<string>();

  const backup = async (request: MotoRequest): Promise<Answer | null> => {
    const make = async () => backupDocuments(request, documents) ?? (await forward(moto, request));
    return (await backupTags(request, ofBackups, make)) ?? backupDocuments(request, documents);
  };

  // moto fails to describe alarms, scaling policies and others while another of them is made, by another service as well.
  const inTurn = new OneAtATime();

  const outsideDynamoDb = async (request: MotoRequest): Promise<Answer> =>
    (request.service === "backup" ? await backup(request) : null) ??
    (request.service === "budgets" ? budgetSubscribers(request, subscribers) : null) ??
    (request.service === "monitoring" ? await compositeAlarms(moto, request, rules) : null) ??
    (await batch.respond(moto, request)) ??
    bucketPolicies(request, policies) ??
    (await batchServiceRole(moto, request)) ??
    (await trailNames(moto, request)) ??
    (await scalingTags(moto, request, tags)) ??
    (await forward(moto, request));

  const respond = async (question: Question): Promise<Answer> => {
    const request = readRequest(question);
    listeners.forEach((listener) => listener(request));
    const emulated =
      request.service !== "dynamodb"
        ? await inTurn.run(() => outsideDynamoDb(request))
        : (contributorInsights(request, insights) ??
          kinesisDestinations(request, destinations) ??
          (await restoredTables(moto, request)) ??
          (await replicas(moto, request, groups)));
    const described = onDemandUnits(request, emulated ?? (await forward(moto, request)));
    const answer = tableEncryption(request, described, encryptions);
    if (answer.status >= 500) missing.add(`${request.service} ${operationNameOf(request)}`);
    return endRetries(request, answer);
  };

  const server = await startProxyServer(respond);
  const close = async () => {
    await batch.close();
    await server.close();
    moto.agent.destroy();
  };
  return { endpoint: server.endpoint, missing, listeners, batch, close };
}
