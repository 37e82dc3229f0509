import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Checkpoint, EntityCheckpoint } from "../../run-store/checkpoint";
import type { Entity } from "../../definition/definition";
import { wantedEntities } from "../../pipeline/read/wanted-entities";
import { counted } from "../../report/quantity";
import { settledTally, sum } from "../../pipeline/read/tally";
import { isEmpty } from "../../dynamodb/control/check-tables";
import type { TargetTable } from "../../items/target-table";
import type { Connection } from "./dynamodb";
import type { Migration } from "./open-migration";
import type { ProcessContext } from "../process-context";
import { exitCode, type ExitCode } from "../exit-code";
import { identities, type PrepareOptions } from "./prepare-tables";
import { printJson } from "../output/print-json";
import { type DocumentBody, documentOf } from "../../report/json/document";
import { runJson } from "../../report/json-report";
import { RunFolder } from "../../run-store/folder/run-folder";
import { LocalLocation } from "./local-location";
import type { RemoteRun } from "./remote-run";
import { opener } from "./run-opener";

/** How what is asked compares with the latest finished run of the same migration into the same tables. */
export interface FinishedRun {
  readonly checkpoint: Checkpoint;
  /** Why it has to be run again, as a sentence; absent if nothing has changed since. */
  readonly change?: string;
}

/** What is compared with it. */
export interface Comparand {
  readonly migration: Migration;
  readonly options: PrepareOptions & { readonly limit?: number };
  readonly connection: Pick<Connection, "client" | "place">;
  readonly signal?: AbortSignal;
}

/**
 * Compares with a finished run: the migration file, the contents of the sources, and the tables. What cannot be compared
 * counts as changed.
 */
export async function compareWithFinished(checkpoint: Checkpoint, asked: Comparand): Promise<FinishedRun> {
  const { migration } = asked;
  const { run } = checkpoint;
  if (checkpoint.definition !== migration.definition.fingerprint)
    return { checkpoint, change: `what is to be moved was defined differently when run ${run} finished` };
  for (const entity of wantedEntities(migration.definition, asked.options.entity)) {
    const change = await changeOf(entity, checkpoint, asked);
    if (change) return { checkpoint, change };
  }
  const change = await tableChange(checkpoint, asked);
  return { checkpoint, ...(change && { change }) };
}

async function changeOf(
  entity: Entity,
  { run, entities, options: before }: Checkpoint,
  { migration: { source }, options, signal }: Comparand,
): Promise<string | undefined> {
  const moved = entities[entity.name];
  if (!moved || (!moved.done && before["limit"] !== options.limit))
    return `run ${run} has finished, but not moved all rows of entity ${entity.name}`;
  const isSame = await hasSameRows(entity, moved, source, signal).catch(() => false);
  return isSame ? undefined : `${source.describe(entity.from)} has changed since run ${run} finished`;
}

async function hasSameRows(
  { from }: Entity,
  { sourceVersion }: EntityCheckpoint,
  source: Migration["source"],
  signal: AbortSignal | undefined,
): Promise<boolean> {
  if (source.compare) return (await source.compare(from, sourceVersion, signal)).kind === "same";
  return (await source.version(from)) === sourceVersion;
}

async function tableChange(
  { run, target, entities }: Checkpoint,
  { migration, options, connection }: Comparand,
): Promise<string | undefined> {
  const before = new Map(Object.entries(target.tableIds ?? {}));
  for (const [id, identity] of Object.entries(await identities(migration, options, connection)))
    if ((before.get(id) ?? identity) !== identity)
      return `table ${target.tables[id]} was deleted and created again since run ${run} finished`;
  for (const { name, to } of wantedEntities(migration.definition, options.entity)) {
    const table = migration.target.tables[to] as TargetTable;
    if ((entities[name]?.written ?? 0) > 0 && (await isEmpty(connection.client, table)))
      return `table ${table.name} was emptied since run ${run} finished`;
  }
  return undefined;
}

/** What a finished run is opened with. */
interface FinishedOrder {
  readonly migration: Migration;
  readonly options: { readonly json?: boolean };
  readonly context: ProcessContext;
}

/**
 * Says that there is nothing to do. With `--json`, the result of the finished run is printed again.
 * @param remote where machines share the run, if they do
 * @returns the exit code that the finished run ended with
 */
export async function alreadyFinished(
  checkpoint: Checkpoint,
  parent: string,
  order: FinishedOrder,
  remote?: RemoteRun,
): Promise<ExitCode> {
  const { context, options } = order;
  const { run, entities, updatedAt } = checkpoint;
  const { rejected } = sum(Object.values(entities));
  await endRun(checkpoint, parent, order, remote);
  if (options.json) {
    const kept = JSON.parse(await readFile(resultPath(parent, run), "utf8")) as Partial<DocumentBody<"run">>;
    const result = { ...resultOf(checkpoint, parent, order.migration), ...kept };
    printJson("run", { ...result, alreadyFinished: true }, context);
  } else {
    const rejects = rejected > 0 ? ` It rejected ${counted(rejected, "row")}.` : "";
    context.error(`Run ${run} already finished (${updatedAt}): nothing to do.${rejects}`);
  }
  return rejected > 0 ? exitCode.incomplete : exitCode.done;
}

function resultPath(parent: string, run: string): string {
  return join(parent, run, "result.json");
}

/** Does what a process that was killed after the last checkpoint has not done: it removes the shards and saves the result. */
async function endRun(
  checkpoint: Checkpoint,
  parent: string,
  { migration, context }: FinishedOrder,
  remote: RemoteRun | undefined,
): Promise<void> {
  const { run } = checkpoint;
  const hasResult = () => stat(resultPath(parent, run)).then(Boolean, () => false);
  if (await hasResult()) return;
  const store = await RunFolder.open(parent, run, { ...opener(context), mirror: remote });
  try {
    // The process that finished it may have saved it before this one had the lock.
    if (await hasResult()) return;
    await (remote?.location ?? new LocalLocation(store.folder, context)).removeShards();
    await store.saveResult(documentOf("run", resultOf(checkpoint, parent, migration)));
  } finally {
    await store.close();
  }
}

/** What the checkpoint knows of a result that was not saved. */
function resultOf(
  { run, startedAt, updatedAt, activeMs, entities, target }: Checkpoint,
  parent: string,
  { definition }: Migration,
): DocumentBody<"run"> {
  const names = new Map(Object.entries(target.tables));
  const tableOf = (name: string): string =>
    names.get(definition.entities.find((entity) => entity.name === name)?.to ?? "") ?? "";
  return runJson({
    ...{ run, folder: join(parent, run), dryRun: false, outcome: "finished", retries: {} },
    ...{ startedAt: new Date(startedAt), endedAt: new Date(updatedAt) },
    ...(activeMs !== undefined && { activeMs }),
    entities: Object.entries(entities).map(([entity, kept]) => ({
      ...{ entity, table: tableOf(entity), tally: settledTally(kept) },
    })),
  });
}
