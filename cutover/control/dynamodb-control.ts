import { randomUUID } from "node:crypto";
import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { marshal } from "../../migrations/items/marshal";
import type { RowObject } from "../../migrations/items/row";
import { unmarshal } from "../../migrations/items/unmarshal";
import { cancellationCodes } from "../cancellation-codes";
import { RevisionConflictError } from "../errors";
import type { Control, ControlEvent, EntityControl, ProcessReport } from "./control";
import { CutoverTable, type CutoverTableOptions } from "./cutover-table";
import { readControlEvent, readEntityControl, readProcessReport } from "./read-documents";

/** Reports of processes that ended without leaving are removed by DynamoDB after this time. Seconds. */
const reportsKeptSeconds = 86_400;
/** Attempts of a change that meets another transaction on the same item. */
const attempts = 4;
const maxBatch = 25;

/**
 * The control in a DynamoDB table, for processes on any number of hosts of one region. A change is one transaction: the
 * entity's item, on the condition of its revision, and the event of its history.
 */
export class DynamoDbControl implements Control {
  private readonly table: CutoverTable;

  constructor(options: CutoverTableOptions) {
    this.table = new CutoverTable(options);
  }

  get description(): string {
    return this.table.description;
  }

  async read(): Promise<ReadonlyMap<string, EntityControl>> {
    const entities = new Map<string, EntityControl>();
    for await (const item of this.table.items("entity")) {
      const control = readEntityControl(plain(item), this.where(item, "entity"));
      entities.set(control.entity, control);
    }
    return entities;
  }

  async change(next: EntityControl, event: Omit<ControlEvent, "entity" | "revision">): Promise<void> {
    const { entity, revision } = next;
    const history = { ...event, entity, revision };
    // The same for all attempts: one whose response was lost is not done twice.
    const token = randomUUID();
    for (let attempt = 1; ; attempt++) {
      const outcome = await this.transact(next, history, token);
      if (outcome === "done") return;
      if (outcome === "conflict" || attempt === attempts)
        throw new RevisionConflictError(
          `${this.description}: ${entity} was changed by somebody else since revision ${revision - 1} was read; read the status again, then repeat the command`,
        );
    }
  }

  private transact(
    next: EntityControl,
    event: ControlEvent,
    token: string,
  ): Promise<"done" | "conflict" | "busy"> {
    const { entity, revision } = next;
    const { name } = this.table;
    const control = {
      TableName: name,
      Item: { ...item(next), pk: { S: "entity" }, sk: { S: entity } },
      ...(revision === 1
        ? { ConditionExpression: "attribute_not_exists(pk)" }
        : {
            ConditionExpression: "revision = :before",
            ExpressionAttributeValues: { ":before": { N: String(revision - 1) } },
          }),
    };
    const history = {
      TableName: name,
      Item: { ...item(event), pk: { S: historyOf(entity) }, sk: { S: String(revision).padStart(10, "0") } },
    };
    return this.table.request(async (client, { TransactWriteItemsCommand }) => {
      try {
        await client.send(
          new TransactWriteItemsCommand({
            ClientRequestToken: token,
            TransactItems: [{ Put: control }, { Put: history }],
          }),
        );
        return "done";
      } catch (error) {
        return outcomeOf(error);
      }
    });
  }

  async report(report: ProcessReport): Promise<void> {
    const ttl = Math.ceil(Date.now() / 1000) + reportsKeptSeconds;
    await this.table.put({
      ...item(report),
      ...{ pk: { S: "process" }, sk: { S: report.process }, ttl: { N: String(ttl) } },
    });
  }

  leave(process: string): Promise<void> {
    return this.table.delete("process", process);
  }

  async reports(): Promise<readonly ProcessReport[]> {
    const reports: ProcessReport[] = [];
    for await (const found of this.table.items("process"))
      reports.push(readProcessReport(plain(found), this.where(found, "process")));
    return reports;
  }

  async history(entity: string): Promise<readonly ControlEvent[]> {
    const events: ControlEvent[] = [];
    for await (const found of this.table.items(historyOf(entity), { ScanIndexForward: false }))
      events.push(readControlEvent(plain(found), this.where(found, "event")));
    return events;
  }

  /** The entity's item last: as long as it exists, the removal can be repeated. */
  async remove(entity: string): Promise<void> {
    const keys: string[] = [];
    for await (const found of this.table.items(historyOf(entity))) keys.push(String(found["sk"]?.S));
    for (let at = 0; at < keys.length; at += maxBatch)
      await Promise.all(
        keys.slice(at, at + maxBatch).map((key) => this.table.delete(historyOf(entity), key)),
      );
    await this.table.delete("entity", entity);
  }

  close(): Promise<void> {
    return this.table.close();
  }

  private where(found: Item, what: string): string {
    return `${this.description}, ${what} ${found["sk"]?.S}`;
  }
}

type Item = Record<string, AttributeValue>;

function historyOf(entity: string): string {
  return `history#${entity}`;
}

function item(document: object): Item {
  return marshal(document as RowObject);
}

function plain(found: Item): unknown {
  return unmarshal(found);
}

/** @throws the error itself if it says nothing about the revision */
function outcomeOf(error: unknown): "conflict" | "busy" {
  const { name } = error as { readonly name?: string };
  const codes = cancellationCodes(error);
  if (name !== "TransactionCanceledException") throw error;
  if (codes.includes("ConditionalCheckFailed")) return "conflict";
  if (codes.includes("TransactionConflict")) return "busy";
  throw error;
}
