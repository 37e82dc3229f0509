import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import {
  BatchWriteItemCommand,
  CreateTableCommand,
  DeleteItemCommand,
  DeleteTableCommand,
  DynamoDBClient,
  ListTablesCommand,
  ScanCommand,
  waitUntilTableExists,
} from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, beforeEach, expect } from "vitest";
import { anySignal } from "../../../migrations/any-signal";
import { startOf, thisProcess } from "../../../migrations/cli/wiring/machine";
import { errorCatalogue } from "../../../migrations/error-codes/catalogue";
import { programErrors } from "../../../migrations/error-codes/program-errors";
import { main } from "../../../migrations/cli/main";
import type { ProcessContext } from "../../../migrations/cli/process-context";
import type { Item } from "../../../migrations/items/item";
import { outputProblems } from "../../json-documents";
import type { Emulator, RunningEmulator } from "../../emulators/emulator";

/** What a command left behind. */
export interface CommandRun {
  readonly code: number;
  /** The lines on standard error, without the last one if it names the error's code. */
  readonly error: readonly string[];
  /** The code of an error that ended the command. */
  readonly errorCode?: string;
  readonly out: string;
}

/** The output `dynamodb_tables` of a stack with two tables: `notes` (id, GSI on rank) and `tags` (id, name). */
export const outputs = {
  "shop-dev-us-east-1": {
    dynamodb_tables: {
      formatVersion: 1,
      service: "shop",
      environment: "dev",
      region: "us-east-1",
      role: "primary",
      tables: {
        notes: {
          name: "shop-dev-notes",
          arn: "arn:aws:dynamodb:us-east-1:000000000000:table/shop-dev-notes",
          partitionKey: { name: "id", type: "S" },
          sortKey: null,
          indexes: [
            {
              name: "RankIndex",
              kind: "global",
              partitionKey: { name: "rank", type: "N" },
              sortKey: null,
              projection: "ALL",
            },
          ],
          billing: { mode: "on-demand" },
          replicaRegions: [],
        },
        tags: {
          name: "shop-dev-tags",
          arn: "arn:aws:dynamodb:us-east-1:000000000000:table/shop-dev-tags",
          partitionKey: { name: "id", type: "S" },
          sortKey: { name: "name", type: "S" },
          indexes: [],
          billing: { mode: "on-demand" },
          replicaRegions: [],
        },
      },
    },
  },
};

/** The words of a command line; single quotes keep spaces, as in a shell. */
function wordsOf(line: string): string[] {
  return (line.match(/(?:'[^']*'|[^\s'])+/g) ?? []).map((word) => word.replaceAll("'", ""));
}

/** A folder with files in it and a command line that works there, beside tables in an emulator. */
export class Workspace {
  private constructor(
    readonly folder: string,
    readonly endpoint: string,
    private readonly client: DynamoDBClient,
  ) {}

  static async make(endpoint: string): Promise<Workspace> {
    const folder = await mkdtemp(join(tmpdir(), "workspace-"));
    const credentials = { accessKeyId: "local", secretAccessKey: "local" };
    const workspace = new Workspace(
      folder,
      endpoint,
      new DynamoDBClient({ endpoint, region: "us-east-1", credentials }),
    );
    await workspace.file("outputs.json", JSON.stringify(outputs));
    return workspace;
  }

  async file(name: string, content: string): Promise<void> {
    const path = join(this.folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
  }

  read(name: string): Promise<string> {
    return readFile(join(this.folder, name), "utf8");
  }

  /** Runs a command line in this folder, against the emulator where the command takes an endpoint. */
  async command(line: string, terminal: Partial<ProcessContext> = {}): Promise<CommandRun> {
    const error: string[] = [];
    const out: string[] = [];
    const takesEndpoint =
      /^(plan|run|sync|verify|backup|restore|export|import|revert|drill|tables|update|delete|find|count|diff)\b/.test(
        line,
      ) && !line.includes("--endpoint");
    const args = [...wordsOf(line), ...(takesEndpoint ? ["--endpoint", this.endpoint] : [])];
    const code = await main(args, "1.2.3", {
      env: {},
      cwd: this.folder,
      pid: process.pid,
      identity: thisProcess(process.pid),
      error: (text) => error.push(...text.split("\n")),
      out: (text) => out.push(text),
      readInput: () => Promise.resolve(""),
      now: () => new Date(),
      monotonic: () => performance.now(),
      every: () => () => {},
      atExit: () => () => {},
      random: Math.random,
      isAlive: () => false,
      startOf,
      signal: anySignal(),
      ...terminal,
    });
    const printed = out.join("\n");
    // Whatever a test looks at, what programs read must be what the package's schemas say.
    if (args.includes("--json") && printed !== "") expect(outputProblems(args, printed)).toEqual([]);
    return { code, ...errorOf(code, error, printed), out: printed };
  }

  async makeTables(): Promise<void> {
    await this.client.send(
      new CreateTableCommand({
        TableName: "shop-dev-notes",
        BillingMode: "PAY_PER_REQUEST",
        KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
        AttributeDefinitions: [
          { AttributeName: "id", AttributeType: "S" },
          { AttributeName: "rank", AttributeType: "N" },
        ],
        GlobalSecondaryIndexes: [
          {
            IndexName: "RankIndex",
            KeySchema: [{ AttributeName: "rank", KeyType: "HASH" }],
            Projection: { ProjectionType: "ALL" },
          },
        ],
      }),
    );
    await this.client.send(
      new CreateTableCommand({
        TableName: "shop-dev-tags",
        BillingMode: "PAY_PER_REQUEST",
        KeySchema: [
          { AttributeName: "id", KeyType: "HASH" },
          { AttributeName: "name", KeyType: "RANGE" },
        ],
        AttributeDefinitions: [
          { AttributeName: "id", AttributeType: "S" },
          { AttributeName: "name", AttributeType: "S" },
        ],
      }),
    );
  }

  /** A table's items, sorted by id. */
  async items(table: "notes" | "tags"): Promise<Item[]> {
    const page = await this.client.send(
      new ScanCommand({ TableName: `shop-dev-${table}`, ConsistentRead: true }),
    );
    return (page.Items ?? []).toSorted((a, b) => String(a["id"]?.S).localeCompare(String(b["id"]?.S)));
  }

  /** Makes a table that is in no outputs; its key is `id`. */
  async makeOldTable(name: string, items: readonly Item[], deletionProtection?: boolean): Promise<void> {
    await this.client.send(
      new CreateTableCommand({
        TableName: name,
        BillingMode: "PAY_PER_REQUEST",
        KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
        AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
        ...(deletionProtection && { DeletionProtectionEnabled: true }),
      }),
    );
    // dynalite makes a table a moment after it has said so.
    await waitUntilTableExists(
      { client: this.client, maxWaitTime: 30, minDelay: 0.05, maxDelay: 0.1 },
      { TableName: name },
    );
    await this.fill(name, items);
  }

  /** Puts items with keys of their own. @param name of the table */
  async fill(name: string, items: readonly Item[]): Promise<void> {
    const requests = items.map((item) => ({ PutRequest: { Item: item } }));
    for (let at = 0; at < requests.length; at += 25)
      await this.client.send(
        new BatchWriteItemCommand({ RequestItems: { [name]: requests.slice(at, at + 25) } }),
      );
  }

  async tableNames(): Promise<string[]> {
    return (await this.client.send(new ListTablesCommand({}))).TableNames ?? [];
  }

  async ids(table: "notes" | "tags"): Promise<(string | undefined)[]> {
    return (await this.items(table)).map((item) => item["id"]?.S);
  }

  /** Deletes the tables and creates them again, empty. */
  async recreate(): Promise<void> {
    for (const name of await this.tableNames())
      await this.client.send(new DeleteTableCommand({ TableName: name }));
    await this.makeTables();
  }

  /** Creates the tables again, empty, and forgets all runs. */
  async clear(): Promise<void> {
    await this.recreate();
    await rm(join(this.folder, ".dynamodb-migrate"), { recursive: true, force: true });
  }

  async deleteTable(name: string): Promise<void> {
    await this.client.send(new DeleteTableCommand({ TableName: name }));
  }

  async deleteItem(table: "notes" | "tags", key: Item): Promise<void> {
    await this.client.send(new DeleteItemCommand({ TableName: `shop-dev-${table}`, Key: key }));
  }

  async put(table: "notes" | "tags", item: Item): Promise<void> {
    // dynalite makes a table a moment after it has said so.
    await waitUntilTableExists(
      { client: this.client, maxWaitTime: 30, minDelay: 0.05, maxDelay: 0.1 },
      { TableName: `shop-dev-${table}` },
    );
    await this.client.send(
      new BatchWriteItemCommand({
        RequestItems: { [`shop-dev-${table}`]: [{ PutRequest: { Item: item } }] },
      }),
    );
  }

  async remove(): Promise<void> {
    this.client.destroy();
    await rm(this.folder, { recursive: true, force: true });
  }
}

const knownCodes = new Set([...errorCatalogue.values(), programErrors].flatMap(Object.keys));

/** Separates the line with an error's code, and checks it: every command that is refused names a documented code. */
function errorOf(
  code: number,
  lines: readonly string[],
  out: string,
): Pick<CommandRun, "error" | "errorCode"> {
  const errorCode = /^Code: (\S+)$/.exec(lines.at(-1) ?? "")?.[1];
  if (code === 2) expect(errorCode).toBeDefined();
  if (errorCode === undefined) return { error: lines };
  expect(knownCodes).toContain(errorCode);
  if (out.startsWith("{") && out.includes('"error"')) expect(out).toContain(`"code": "${errorCode}"`);
  return { error: lines.slice(0, -1), errorCode };
}

/** Gives a suite a workspace with tables in an emulator of its own, empty before every test; the function returned names it. */
export function useWorkspace(emulator: Emulator, files: Readonly<Record<string, string>>): () => Workspace {
  let running: RunningEmulator;
  let workspace: Workspace;
  beforeAll(async () => {
    running = await emulator.start();
    workspace = await Workspace.make(running.endpoint);
    await workspace.makeTables();
    for (const [name, content] of Object.entries(files)) await workspace.file(name, content);
  });
  beforeEach(() => workspace.clear());
  afterAll(async () => {
    await workspace.remove();
    await running.stop();
  });
  return () => workspace;
}
