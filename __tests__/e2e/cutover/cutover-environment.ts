import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDbControl } from "../../../cutover/control/dynamodb-control";
import { DynamoDbLedger } from "../../../cutover/ledger/dynamodb-ledger";
import { dynamoDbStore } from "../../../cutover/stores/dynamodb-store";
import type { MigrationMapping } from "../../../cutover/stores/migration-mapping";
import type { OldStore } from "../../../cutover/stores/store";
import type { Target } from "../../../migrations/items/target-table";
import type { Emulator, RunningEmulator } from "../../emulators/emulator";
import { createTables, outputsOf } from "./example-tables";
import { PhaseDriver } from "./phase-driver";

const leaseMs = 30_000;
const credentials = { accessKeyId: "local", secretAccessKey: "local" };
const names = { control: "cutover-control", ledger: "cutover-ledger" };
const tables = outputsOf({
  control: { name: names.control, partitionKey: "pk", sortKey: "sk" },
  ledger: { name: names.ledger, partitionKey: "pk", sortKey: "sk" },
});

/** An entity in dual mode. */
interface DualEntity {
  readonly mapping: MigrationMapping;
  readonly old: OldStore;
  /** That an operator expects. */
  readonly processes: number;
}

/** Tables of an example and of its cutover in an emulator, and a folder for the old store with the outputs file. */
export class CutoverEnvironment {
  private constructor(
    private readonly emulator: RunningEmulator,
    readonly client: DynamoDBClient,
    readonly folder: string,
  ) {}

  static async start(emulator: Emulator, outputs: Target): Promise<CutoverEnvironment> {
    const folder = await mkdtemp(join(tmpdir(), "cutover-"));
    await writeFile(join(folder, "outputs.json"), JSON.stringify({ dynamodb_tables: { value: outputs } }));
    const running = await emulator.start();
    const client = new DynamoDBClient({ endpoint: running.endpoint, region: "us-east-1", credentials });
    await createTables(client, outputs);
    await createTables(client, tables);
    return new CutoverEnvironment(running, client, folder);
  }

  /** Environment variables of the example's processes. */
  get variables(): NodeJS.ProcessEnv {
    return {
      ...{ AWS_ENDPOINT_URL_DYNAMODB: this.emulator.endpoint, AWS_REGION: "us-east-1" },
      ...{ AWS_ACCESS_KEY_ID: "local", AWS_SECRET_ACCESS_KEY: "local" },
      ...{ CUTOVER_CONTROL_TABLE: names.control, CUTOVER_LEDGER_TABLE: names.ledger },
      ...{ CUTOVER_POLL_MS: "500", CUTOVER_LEASE_MS: String(leaseMs) },
    };
  }

  driver({ mapping, old, processes }: DualEntity): PhaseDriver {
    const { client } = this;
    return new PhaseDriver({
      control: this.control(),
      ledger: new DynamoDbLedger({ table: names.ledger, client }),
      ...{ entity: mapping.entity, mode: "dual", processes, leaseMs },
      stores: { old, new: dynamoDbStore({ mapping, client }), mapping },
    });
  }

  /** As an operator who knows that a process has ended, instead of waiting for its lease. */
  async forget(pid: number | undefined): Promise<void> {
    const control = this.control();
    for (const { process, label } of await control.reports())
      if (label.endsWith(`:${pid}`)) await control.leave(process);
  }

  async stop(): Promise<void> {
    this.client.destroy();
    await this.emulator.stop();
    await rm(this.folder, { recursive: true, force: true });
  }

  private control(): DynamoDbControl {
    return new DynamoDbControl({ table: names.control, client: this.client });
  }
}
