import { setTimeout as sleep } from "node:timers/promises";
import { relative, resolve } from "node:path";
import { listRuns, RunFolder } from "../../checkpoint/run-folder";
import { MemoryStore } from "../../checkpoint/memory-store";
import type { RunStore } from "../../checkpoint/checkpoint";
import { UsageError } from "../../errors";
import type { ConflictPolicy } from "../../pipeline/entity-run";
import { runMigration, type RunSettings } from "../../pipeline/run";
import { type RunResult, totalOf } from "../../pipeline/run-result";
import { addsUp } from "../../pipeline/tally";
import { runJson } from "../../report/json-report";
import { runText } from "../../report/run-text";
import { checkTable, isEmpty } from "../../targets/check-tables";
import { keyAttributes, type TargetTable } from "../../targets/target-table";
import { BatchWriter } from "../../writer/batch-writer";
import { DryWriter } from "../../writer/item-writer";
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
  readonly onConflict?: ConflictPolicy;
  readonly dryRun?: boolean;
  readonly resume?: string | boolean;
}

/** `dynamodb-migrate run`: moves the rows of a migration file into its tables. */
export async function run(file: string, options: RunOptions, terminal: Terminal): Promise<ExitCode> {
  const migration = await openMigration(file, options, terminal);
  const connection = connect(migration, options, terminal, 1);
  const store = options.dryRun
    ? new MemoryStore("dry-run")
    : await openStore(migration, connection, options, terminal);
  try {
    const conflict = options.dryRun
      ? "overwrite"
      : await prepareTables(migration, connection, options, store);
    const result = await runMigration(settingsFor(migration, connection, options, terminal, store, conflict));
    await store.saveResult(runJson(result));
    show(result, file, options, terminal);
    return exitCodeFor(result);
  } finally {
    await store.close();
    connection.client.destroy();
  }
}

async function openStore(
  migration: Migration,
  { place }: Connection,
  options: RunOptions,
  terminal: Terminal,
): Promise<RunStore> {
  const parent = resolve(terminal.cwd, options.runFolder);
  const { definition, target } = migration;
  const tables = Object.fromEntries(Object.entries(target.tables).map(([id, table]) => [id, table.name]));
  const runs = await listRuns(parent);
  const request = {
    migration: definition.name,
    definition: definition.fingerprint,
    target: { place, tables },
    resume: options.resume,
  };
  const earlier = chooseRun(runs, request);
  if (earlier) {
    const settled = Object.values(earlier.entities).reduce((rows, entity) => rows + entity.settledUpTo, 0);
    terminal.error(
      `Going on with run ${earlier.run}: ${settled.toLocaleString("en")} rows are settled (--no-resume begins anew)`,
    );
  }
  const name =
    earlier?.run ??
    newRunName(
      definition.name,
      terminal.now(),
      runs.map((one) => one.run),
    );
  return RunFolder.open(parent, name, { pid: terminal.pid, now: terminal.now(), isAlive: terminal.isAlive });
}

/** A table that holds items is not written to unless it was said what shall happen to them. */
async function prepareTables(
  migration: Migration,
  { client, place }: Connection,
  options: RunOptions,
  store: RunStore,
): Promise<ConflictPolicy> {
  for (const table of tablesOf(migration, options)) await checkTable(client, table, place);
  const before = store.checkpoint?.options["onConflict"] as ConflictPolicy | undefined;
  const chosen = options.onConflict ?? before;
  if (options.onConflict) return options.onConflict;
  const untouched = migration.definition.entities.filter(
    (entity) => !store.checkpoint?.entities[entity.name],
  );
  for (const table of tablesOf(migration, options, untouched)) {
    if (await isEmpty(client, table)) continue;
    throw new UsageError(
      "table-not-empty",
      `table ${table.name} already holds items; say what shall happen to those with the same key: --on-conflict overwrite, skip or fail`,
    );
  }
  return chosen ?? "overwrite";
}

function tablesOf(
  { definition, target }: Migration,
  options: RunOptions,
  entities = definition.entities,
): TargetTable[] {
  const wanted = entities.filter((entity) => options.entity?.includes(entity.name) ?? true);
  return [...new Set(wanted.map((entity) => entity.to))].map((id) => target.tables[id] as TargetTable);
}

function settingsFor(
  migration: Migration,
  { client, place }: Connection,
  options: RunOptions,
  terminal: Terminal,
  store: RunStore,
  conflict: ConflictPolicy,
): RunSettings {
  return {
    ...migration,
    store,
    conflict,
    place,
    dryRun: options.dryRun ?? false,
    entities: options.entity,
    limit: options.limit,
    options: { onConflict: conflict, batchSize: options.batchSize, concurrency: options.concurrency },
    now: terminal.now,
    observer: makeObserver(terminal, { quiet: options.json ?? false }),
    signal: terminal.signal,
    makeWriter: (table, onSettled, onRetry) => {
      if (options.dryRun) return new DryWriter(onSettled);
      const target = { client, tableName: table.name, keyNames: keyAttributes(table).map((key) => key.name) };
      return new BatchWriter({
        wire: conflict === "overwrite" ? new BatchWire(target) : new ConditionalWire(target),
        tableName: table.name,
        batchSize: options.batchSize,
        concurrency: options.concurrency,
        now: () => performance.now(),
        random: terminal.random,
        sleep: (ms, signal) => sleep(ms, undefined, { signal }).catch(() => undefined),
        signal: terminal.signal,
        onSettled,
        onRetry,
      });
    },
  };
}

function show(result: RunResult, file: string, options: RunOptions, terminal: Terminal): void {
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
