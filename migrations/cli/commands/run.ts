import { setTimeout as sleep } from "node:timers/promises";
import { relative, resolve } from "node:path";
import { listRuns, RunFolder } from "../../checkpoint/run-folder";
import { MemoryStore } from "../../checkpoint/memory-store";
import type { Checkpoint, RunStore } from "../../checkpoint/checkpoint";
import { UsageError } from "../../errors";
import type { ConflictPolicy } from "../../pipeline/entity-run";
import { runMigration, type RunSettings } from "../../pipeline/run";
import { type RunResult, totalOf } from "../../pipeline/run-result";
import { addsUp } from "../../pipeline/tally";
import { runJson } from "../../report/json-report";
import { counted } from "../../report/quantity";
import { runText } from "../../report/run-text";
import { checkTable, isEmpty } from "../../targets/check-tables";
import { keyAttributes, type TargetTable } from "../../targets/target-table";
import { BatchWriter, type BatchWriterSettings } from "../../writer/batch-writer";
import { DryWriter } from "../../writer/item-writer";
import { RateLimit } from "../../writer/rate-limit";
import { BatchWire, ConditionalWire } from "../../writer/sdk-wire";
import { chooseRun, newRunName } from "../choose-run";
import { connect, type Connection } from "../dynamodb";
import { exitCode, type ExitCode, exitCodeOf } from "../exit-code";
import type { MigrationOptions } from "../migration-options";
import { type Migration, openMigration } from "../open-migration";
import { makeObserver } from "../progress";
import type { Terminal } from "../terminal";

export interface RunOptions extends MigrationOptions {
  readonly batchSize: number;
  readonly concurrency: number;
  /** Write units a second. */
  readonly rate?: number;
  readonly onConflict?: ConflictPolicy;
  readonly dryRun?: boolean;
  readonly resume?: string | boolean;
}

/** `dynamodb-migrate run`: moves the rows of a migration file into its tables. */
export async function run(file: string, options: RunOptions, terminal: Terminal): Promise<ExitCode> {
  const migration = await openMigration(file, options, terminal);
  const connection = connect(migration, options, terminal, 1);
  const order: Order = { file, options, terminal, migration, connection };
  try {
    return options.dryRun
      ? await move(order, new MemoryStore("dry-run"), "overwrite")
      : await moveForGood(order);
  } finally {
    connection.client.destroy();
  }
}

/** What was asked, and what it is carried out with. */
interface Order {
  readonly file: string;
  readonly options: RunOptions;
  readonly terminal: Terminal;
  readonly migration: Migration;
  readonly connection: Connection;
}

/** The run's folder is made only after everything that could refuse the run has been asked. */
async function moveForGood(order: Order): Promise<ExitCode> {
  const { terminal, options } = order;
  const parent = resolve(terminal.cwd, options.runFolder);
  const { name, earlier } = await choose(order, parent);
  // The writer repeats its requests itself; those of the preparation are left to the SDK.
  const patient = connect(order.migration, options, terminal, 10);
  const conflict = await prepareTables(order, patient, earlier).finally(() => patient.client.destroy());
  const store = await RunFolder.open(parent, name, {
    pid: terminal.pid,
    now: terminal.now(),
    isAlive: terminal.isAlive,
  });
  return move(order, store, conflict).finally(() => store.close());
}

async function move(order: Order, store: RunStore, conflict: ConflictPolicy): Promise<ExitCode> {
  const result = await runMigration(settingsFor(order, store, conflict));
  await store.saveResult(runJson(result));
  show(result, order);
  return exitCodeFor(result);
}

/** The run's name, and where an interrupted one is gone on with, how far it came. */
async function choose(
  order: Order,
  parent: string,
): Promise<{ name: string; earlier: Checkpoint | undefined }> {
  const { options, terminal, connection } = order;
  const { definition, target } = order.migration;
  const tables = Object.fromEntries(Object.entries(target.tables).map(([id, table]) => [id, table.name]));
  const runs = await listRuns(parent);
  const request = {
    migration: definition.name,
    definition: definition.fingerprint,
    target: { place: connection.place, tables },
    resume: options.resume,
  };
  const earlier = chooseRun(runs, request);
  if (!earlier)
    return {
      earlier,
      name: newRunName(
        definition.name,
        terminal.now(),
        runs.map((one) => one.run),
      ),
    };
  const settled = Object.values(earlier.entities).reduce((rows, entity) => rows + entity.settledUpTo, 0);
  terminal.error(
    `Going on with run ${earlier.run}: ${counted(settled, "settled row")} (--no-resume begins anew)`,
  );
  return { earlier, name: earlier.run };
}

/** A table that holds items is not written to unless it was said what shall happen to them. */
async function prepareTables(
  { migration, options }: Order,
  patient: Connection,
  earlier: Checkpoint | undefined,
): Promise<ConflictPolicy> {
  const { client, place } = patient;
  for (const table of tablesOf(migration, options)) await checkTable(client, table, place);
  if (options.onConflict) return options.onConflict;
  const untouched = migration.definition.entities.filter((entity) => !earlier?.entities[entity.name]);
  for (const table of tablesOf(migration, options, untouched)) {
    if (await isEmpty(client, table)) continue;
    const message = `table ${table.name} already holds items; say what shall happen to those with the same key: --on-conflict overwrite, skip or fail`;
    throw new UsageError("table-not-empty", message);
  }
  return (earlier?.options["onConflict"] as ConflictPolicy | undefined) ?? "overwrite";
}

function tablesOf(
  { definition, target }: Migration,
  options: RunOptions,
  entities = definition.entities,
): TargetTable[] {
  const wanted = entities.filter((entity) => options.entity?.includes(entity.name) ?? true);
  return [...new Set(wanted.map((entity) => entity.to))].map((id) => target.tables[id] as TargetTable);
}

function settingsFor(order: Order, store: RunStore, conflict: ConflictPolicy): RunSettings {
  const { migration, connection, options, terminal } = order;
  return {
    ...migration,
    store,
    conflict,
    place: connection.place,
    dryRun: options.dryRun ?? false,
    entities: options.entity,
    limit: options.limit,
    options: { onConflict: conflict, batchSize: options.batchSize, concurrency: options.concurrency },
    now: terminal.now,
    observer: makeObserver(terminal, { quiet: options.json ?? false }),
    signal: terminal.signal,
    makeWriter: (table, onSettled, onRetry) =>
      options.dryRun
        ? new DryWriter(onSettled)
        : new BatchWriter({ ...writerSettings(order, conflict, table), onSettled, onRetry }),
  };
}

function writerSettings(
  { options, terminal, connection }: Order,
  conflict: ConflictPolicy,
  table: TargetTable,
): Omit<BatchWriterSettings, "onSettled"> {
  const keyNames = keyAttributes(table).map((key) => key.name);
  const target = { client: connection.client, tableName: table.name, keyNames };
  const edge = {
    now: () => performance.now(),
    random: terminal.random,
    sleep: (ms: number, signal?: AbortSignal) => sleep(ms, undefined, { signal }).catch(() => undefined),
  };
  return {
    ...edge,
    wire: conflict === "overwrite" ? new BatchWire(target) : new ConditionalWire(target),
    tableName: table.name,
    batchSize: options.batchSize,
    concurrency: options.concurrency,
    ...(options.rate && { rate: new RateLimit(options.rate, { indexes: table.indexes, keyNames }, edge) }),
    signal: terminal.signal,
  };
}

function show(result: RunResult, { file, options, terminal }: Order): void {
  const shown = { ...result, folder: result.folder && relative(terminal.cwd, result.folder) };
  if (options.json) terminal.out(JSON.stringify(runJson(shown), null, 2));
  else runText(shown, verifyCommand(file, options)).forEach(terminal.error);
}

/** The same places as this run's. */
function verifyCommand(file: string, options: RunOptions): string {
  const places = (["outputs", "stack", "region", "endpoint"] as const).flatMap((name) =>
    options[name] ? [`--${name} ${options[name]}`] : [],
  );
  return ["dynamodb-migrate verify", file, ...places, ...(options.local ? ["--local"] : [])].join(" ");
}

function exitCodeFor(result: RunResult): ExitCode {
  const failure = result.failure ?? result.entities.find((entity) => entity.failure)?.failure;
  if (failure) return exitCodeOf(failure) ?? exitCode.unreachable;
  const total = totalOf(result);
  return total.rejected === 0 && addsUp(total) ? exitCode.done : exitCode.incomplete;
}
