import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type FaultProxy, startFaultProxy } from "../emulators/fault-proxy";
import { runner } from "../emulators/runner";
import type { Contents } from "./expectation";
import { type KillingProxy, startKillingProxy, type Trigger } from "./killing-proxy";
import { RawDynamoDb } from "./raw-dynamodb";
import { migrationText, sourceText } from "./rows";
import type { Schedule } from "./schedule";

/** How a process of the runner ended. */
export interface Ended {
  /** -1 where it was killed. */
  readonly code: number;
  readonly out: string;
  readonly error: string;
}

/** What happens while a process runs. */
export interface Meanwhile {
  readonly trigger?: Trigger | undefined;
  readonly at?: { readonly request: number; readonly act: () => Promise<void> } | undefined;
}

const region = "us-east-1";

/** A folder with a migration in it, two tables, and the way to them that a schedule wants. */
export class World {
  private constructor(
    readonly folder: string,
    readonly table: string,
    readonly copy: string,
    private readonly raw: RawDynamoDb,
    private readonly faults: FaultProxy,
    private readonly proxy: KillingProxy,
  ) {}

  static async make(schedule: Schedule, service: string): Promise<World> {
    const raw = new RawDynamoDb(service);
    const faults = await startFaultProxy({
      ...{ target: service, seed: schedule.seed, rates: schedule.rates, maxDelayMs: schedule.maxDelayMs },
    });
    const proxy = await startKillingProxy(faults.endpoint);
    const folder = await mkdtemp(join(tmpdir(), "campaign-"));
    const [table, copy] = [`notes-${schedule.seed}`, `copy-${schedule.seed}`];
    const world = new World(folder, table, copy, raw, faults, proxy);
    await raw.makeTable(table);
    await raw.makeTable(copy);
    for (const text of schedule.base.values()) await raw.put(table, text);
    await writeFile(join(folder, "rows.jsonl"), sourceText(schedule.rows));
    await writeFile(join(folder, "migration.yaml"), migrationText);
    await writeFile(join(folder, "outputs.json"), JSON.stringify(outputs(table, copy)));
    await mkdir(join(folder, ".dynamodb-migrate"), { recursive: true });
    return world;
  }

  contents(table = this.table): Promise<Contents> {
    return this.raw.contents(table);
  }

  put(text: string): Promise<void> {
    return this.raw.put(this.table, text);
  }

  get seenKeys(): ReadonlySet<string> {
    return this.proxy.seenKeys;
  }

  read(name: string): Promise<string> {
    return readFile(join(this.folder, name), "utf8");
  }

  /** Runs a command as a process of its own, to its end. @param parameters `@endpoint` stands for where the tables are */
  async command(parameters: readonly string[], { trigger, at }: Meanwhile = {}): Promise<Ended> {
    const given = parameters.flatMap((one) =>
      one === "@endpoint" ? ["--endpoint", this.proxy.endpoint] : [one],
    );
    const [command, ...all] = runner(...given);
    const child = spawn(command, all, {
      ...{ cwd: this.folder, stdio: ["ignore", "pipe", "pipe"] },
      env: {
        PATH: process.env["PATH"],
        HOME: this.folder,
        AWS_REGION: region,
        AWS_EC2_METADATA_DISABLED: "true",
      },
    });
    this.proxy.watch(child, trigger, at && { request: at.request, act: at.act });
    const ended = await endOf(child);
    await this.proxy.quiet();
    return ended;
  }

  async remove(): Promise<void> {
    await this.proxy.close();
    await this.faults.close();
    await this.raw.deleteTable(this.table);
    await this.raw.deleteTable(this.copy);
    await rm(this.folder, { recursive: true, force: true });
  }
}

async function endOf(child: ChildProcess): Promise<Ended> {
  let [out, error] = ["", ""];
  child.stdout?.on("data", (chunk: Buffer) => (out += chunk.toString()));
  child.stderr?.on("data", (chunk: Buffer) => (error += chunk.toString()));
  const [code] = (await once(child, "close")) as [number | null];
  return { code: code ?? -1, out, error };
}

function outputs(...names: readonly string[]): object {
  const tables = names.map((name, index) => [index === 0 ? "notes" : "copy", tableOutput(name)]);
  const dynamodb_tables = {
    ...{ formatVersion: 1, service: "campaign", environment: "dev", region, role: "primary" },
    tables: Object.fromEntries(tables) as unknown,
  };
  return { "campaign-dev-us-east-1": { dynamodb_tables } };
}

function tableOutput(name: string): object {
  return {
    ...{ name, arn: `arn:aws:dynamodb:${region}:000000000000:table/${name}` },
    partitionKey: { name: "PK", type: "S" },
    sortKey: { name: "SK", type: "S" },
    indexes: [
      {
        ...{ name: "RankIndex", kind: "global", sortKey: null, projection: "KEYS_ONLY" },
        partitionKey: { name: "rank", type: "N" },
      },
    ],
    billing: { mode: "on-demand" },
    replicaRegions: [],
  };
}
