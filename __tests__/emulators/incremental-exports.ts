import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { Agent } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DynamoDBClient, ScanCommand } from "@aws-sdk/client-dynamodb";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import type { Item } from "../../migrations/items/item";
import { writeChanges } from "../migrations/table-files/export/sample-incremental-export";
import { type Answer, ask, jsonAnswer, type Question } from "./http-exchange";
import { bodyOf, type MotoRequest, readRequest, refusal } from "./moto-proxy/moto-request";
import { type ProxyServer, startProxyServer } from "./proxy-server";

/** moto with incremental exports, which it lacks. */
export interface IncrementalExports extends ProxyServer {
  /** Declares that a table's items as they are now were there from a time on. */
  record(table: string, at: Date): Promise<void>;
}

/** What the service's limits say: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/S3DataExport_Requesting.html */
const [minSeconds, maxSeconds] = [15 * 60, 24 * 60 * 60];

interface Asked {
  readonly TableArn: string;
  readonly S3Bucket: string;
  readonly S3Prefix?: string;
  readonly ExportType?: string;
  readonly IncrementalExportSpecification: {
    readonly ExportFromTime: number;
    readonly ExportToTime: number;
    readonly ExportViewType: "NEW_IMAGE" | "NEW_AND_OLD_IMAGES";
  };
}

/** Stands before moto. @param key the key attributes of the tables */
export async function startIncrementalExports(
  target: string,
  key: readonly string[],
): Promise<IncrementalExports> {
  const agent = new Agent({ keepAlive: true });
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  const settings = { endpoint: target, region: "us-east-1", credentials };
  const [dynamodb, s3] = [new DynamoDBClient(settings), new S3Client({ ...settings, forcePathStyle: true })];
  const states: { table: string; at: number; items: Item[] }[] = [];
  const made = new Map<string, object>();

  const itemsOf = async (TableName: string) =>
    (await dynamodb.send(new ScanCommand({ TableName, ConsistentRead: true }))).Items ?? [];
  const stateAt = (table: string, seconds: number) =>
    states.findLast((state) => state.table === table && state.at <= seconds * 1000)?.items ?? [];

  const upload = async (folder: string, Bucket: string, prefix: string): Promise<void> => {
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name);
      const Key = join(prefix, path.slice(folder.length + 1));
      await s3.send(new PutObjectCommand({ Bucket, Key, Body: await readFile(path) }));
    }
  };

  const make = async (asked: Asked): Promise<Answer> => {
    const { TableArn, S3Bucket, S3Prefix = "" } = asked;
    const { ExportFromTime: from, ExportToTime: to, ExportViewType } = asked.IncrementalExportSpecification;
    if (to - from < minSeconds || to - from > maxSeconds || to > Date.now() / 1000)
      return refusal("ValidationException", `the period from ${from} to ${to} is not allowed`);
    const table = TableArn.split("/")[1] as string;
    const isOver = states.some((state) => state.table === table && state.at > to * 1000);
    const [before, after] = [stateAt(table, from), isOver ? stateAt(table, to) : await itemsOf(table)];
    const id = `0${Date.now()}${made.size}-2d8752fd`;
    const folder = await mkdtemp(join(tmpdir(), "exports-"));
    const iso = (seconds: number) => new Date(seconds * 1000).toISOString();
    const view = ExportViewType === "NEW_IMAGE" ? "NEW_IMAGES" : "NEW_AND_OLD_IMAGES";
    await writeChanges(folder, id, { table, key, before, after, from: iso(from), to: iso(to), view });
    await upload(folder, S3Bucket, S3Prefix);
    await rm(folder, { recursive: true });
    const ExportArn = `${TableArn}/export/${id}`;
    const ended = { ExportArn, TableArn, S3Bucket, S3Prefix, ItemCount: after.length, BilledSizeBytes: 1000 };
    const period = { ExportFromTime: from, ExportToTime: to, ExportViewType };
    made.set(ExportArn, { ...ended, ExportStatus: "COMPLETED", IncrementalExportSpecification: period });
    return jsonAnswer(200, { ExportDescription: { ExportArn, ExportStatus: "IN_PROGRESS" } });
  };

  const respond = async (question: Question): Promise<Answer> => {
    const request = readRequest(question);
    const { operation, body } = request;
    if (operation === "ExportTableToPointInTime" && body["ExportType"] === "INCREMENTAL_EXPORT")
      return make(body as unknown as Asked);
    // moto answers 500 to it, which is retried.
    if (operation === "BatchExecuteStatement") return refusal("ValidationException", "moto has no PartiQL");
    const described = operation === "DescribeExport" ? made.get(String(body["ExportArn"])) : undefined;
    if (described) return jsonAnswer(200, { ExportDescription: described });
    const answer = await ask(target, question, agent);
    return operation === "DescribeContinuousBackups" ? oldRecovery(request, answer) : answer;
  };

  const server = await startProxyServer(respond);
  return {
    endpoint: server.endpoint,
    record: async (table, at) => void states.push({ table, at: at.getTime(), items: await itemsOf(table) }),
    close: async () => {
      await server.close();
      [agent, dynamodb, s3].forEach((one) => one.destroy());
    },
  };
}

/** Tables of a test are new; recovery that is on has been on for 35 days, and lags by five minutes. */
function oldRecovery(_request: MotoRequest, answer: Answer): Answer {
  const { ContinuousBackupsDescription: all } = bodyOf<{
    ContinuousBackupsDescription?: { PointInTimeRecoveryDescription?: Record<string, unknown> };
  }>(answer);
  if (all?.PointInTimeRecoveryDescription?.["PointInTimeRecoveryStatus"] !== "ENABLED") return answer;
  const now = Date.now() / 1000;
  const times = { EarliestRestorableDateTime: now - 35 * 86_400, LatestRestorableDateTime: now - 300 };
  const PointInTimeRecoveryDescription = { ...all.PointInTimeRecoveryDescription, ...times };
  return jsonAnswer(200, { ContinuousBackupsDescription: { ...all, PointInTimeRecoveryDescription } });
}
