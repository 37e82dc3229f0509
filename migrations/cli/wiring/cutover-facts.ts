import { join } from "node:path";
import { type Check, fails, holds } from "../../../cutover/steps/check";
import type { Drain, Facts } from "../../../cutover/steps/facts";
import { checkTable } from "../../dynamodb/control/check-tables";
import { messageOf, RunnerError } from "../../errors";
import type { TargetTable } from "../../items/target-table";
import { wantedEntities } from "../../pipeline/read/wanted-entities";
import { duration } from "../../report/quantity";
import type { ChangeLog } from "../../sources/change-log";
import { isLocked, lockFile } from "../../run-store/folder/process-lock";
import { readFollowState } from "../../run-store/follow/follow-file";
import type { FollowState } from "../../run-store/follow/follow-state";
import { clock } from "../clock";
import type { CutoverStepOptions } from "../options/cutover-options";
import { nextCommandText } from "../output/next-command";
import type { ProcessContext } from "../process-context";
import { openStores } from "./cutover-stores";
import { type OpenFollowed, openFollowed } from "./open-followed";
import { openLog, suspendedIn } from "./open-follow";
import { checkCarriedOver, checkFollowing } from "./check-following";
import { connect, type Connection } from "./dynamodb";
import { openMigration } from "./open-migration";
import { processesOf } from "./run-opener";

/** A process that follows saves its position every second. Milliseconds. */
const maxSilenceMs = 5000;
const lookMs = 50;
/** While writes are stopped. Milliseconds. */
const drainLookMs = 20;

/** What the migration file, the run folder and the services say of an entity. */
export function cutoverFacts(
  file: string,
  entity: string,
  options: CutoverStepOptions,
  context: ProcessContext,
): Facts {
  const asked = { ...options, entity: [entity] };
  const order: Order = { file, entity, options: asked, context };
  const open = once(() => openRun(order));
  return {
    reachable: () => checked("reachable", () => reachable(order)),
    followed: () => checked("followed", () => followed(order, open)),
    drain: () => openDrain(order, open),
    rows: () => checked("rows", () => rows(order)),
  };
}

interface Order {
  readonly file: string;
  readonly entity: string;
  readonly options: CutoverStepOptions & { readonly entity: string[] };
  readonly context: ProcessContext;
}

/** The followed run. Nothing is asked of its tables. */
type OpenRun = () => Promise<
  Omit<OpenFollowed, "connection"> & { readonly place: Pick<Connection, "place"> }
>;

async function openRun({ file, options, context }: Order): ReturnType<OpenRun> {
  const { connection, ...run } = await openFollowed(file, options, context);
  connection.client.destroy();
  return { ...run, place: connection };
}

/** The same promise for every call, so that what was opened before a freeze need not be opened while it lasts. */
function once<Result>(step: () => Promise<Result>): () => Promise<Result> {
  let result: Promise<Result> | undefined;
  return () => (result ??= step());
}

/** A file that is invalid, or a service that cannot be reached, is a check that fails. */
async function checked(name: string, ask: () => Promise<Check>): Promise<readonly Check[]> {
  try {
    return [await ask()];
  } catch (error) {
    if (error instanceof RunnerError && error.kind === "interrupted") throw error;
    return [fails(name, messageOf(error), "correct that, then repeat the command")];
  }
}

async function reachable({ file, options, context }: Order): Promise<Check> {
  const migration = await openMigration(file, options, context);
  const connection = connect(migration, options, context);
  try {
    const names: string[] = [];
    for (const { to, from } of wantedEntities(migration.definition, options.entity)) {
      const table = migration.target.tables[to] as TargetTable;
      await checkTable(connection.client, table, connection.place);
      await migration.source.version(from);
      names.push(`table ${table.name}`, migration.source.describe(from));
    }
    return holds("reachable", `${file} is valid; reachable: ${names.join(", ")}`);
  } finally {
    connection.client.destroy();
  }
}

async function followed({ file, entity, options, context }: Order, open: OpenRun): Promise<Check> {
  const { found, parent } = await open();
  const { run } = found;
  const folder = join(parent, run.run);
  const follow = nextCommandText("follow", [file], options);
  if (run.state !== "finished")
    return fails(
      "followed",
      `run ${run.run} has not moved all rows`,
      `finish it: ${nextCommandText("run", [file, "--follow"], options)}`,
    );
  if (!(await isLocked(join(folder, lockFile), processesOf(context))))
    return fails("followed", `no process follows run ${run.run}`, `start one: ${follow}`);
  const state = await nextState(folder, context);
  if (!state)
    return fails(
      "followed",
      `the process that follows run ${run.run} has not saved its position for ${duration(maxSilenceMs / 1000)}`,
      `wait; read what it prints, and start it again if it hangs: ${follow}`,
    );
  if (suspendedIn(state).has(entity))
    return fails(
      "followed",
      `run ${run.run}: ${entity} is suspended, and its changes are not carried over`,
      `read its rows again: ${nextCommandText("follow", ["reload", file, "--entity", entity], options)}`,
    );
  return checkFollowing(run.run, state);
}

/** The state that the process saves next; `undefined` if it saves none. */
async function nextState(folder: string, context: ProcessContext): Promise<FollowState | undefined> {
  const first = await readFollowState(folder);
  const deadline = context.monotonic() + maxSilenceMs;
  while (context.monotonic() < deadline && !context.signal.aborted) {
    await clock.sleep(lookMs, context.signal);
    const state = await readFollowState(folder);
    if (state?.updatedAt !== first?.updatedAt) return state;
  }
  return undefined;
}

/** What cannot be opened is said when it is waited for. */
async function openDrain({ entity, context }: Order, open: OpenRun): Promise<Drain> {
  const opening = open().then(async ({ migration, place, found, parent }) => {
    const { log } = await openLog(migration, place, context.signal);
    return { log, folder: join(parent, found.run.run) };
  });
  const opened = await opening.catch(() => undefined);
  return {
    reached: (deadlineMs) =>
      checked("drained", async () => drained({ ...(await opening), entity, deadlineMs, context })),
    close: async () => opened?.log.close(),
  };
}

interface DrainOrder {
  readonly log: ChangeLog;
  /** Of the followed run. */
  readonly folder: string;
  readonly entity: string;
  readonly deadlineMs: number;
  readonly context: ProcessContext;
}

/** Nothing is written to the old store meanwhile. */
async function drained({ log, folder, entity, deadlineMs, context }: DrainOrder): Promise<Check> {
  const target = await log.end();
  for (;;) {
    const state = await readFollowState(folder);
    if (state && log.isReached(state.position, target)) return checkCarriedOver(state, entity, target);
    if (context.monotonic() >= deadlineMs || context.signal.aborted)
      return fails(
        "drained",
        `follow has not reached ${target} in time`,
        "wait until its lag is small, or raise --max-freeze",
      );
    await clock.sleep(drainLookMs, context.signal);
  }
}

async function rows({ file, entity, options, context }: Order): Promise<Check> {
  const stores = await openStores(file, entity, options, context);
  try {
    const { rowOf, droppedColumns } = stores.mapping;
    if (!rowOf)
      return fails(
        "rows",
        `no rows can be made of the items of ${entity}: ${stores.rowsUnknown ?? "its mapping has no rowOf"}`,
        "give the mapping a toRow, and name the module that has it with --stores",
      );
    const acknowledged = options.dropColumns ?? [];
    const open = droppedColumns.filter((column) => !acknowledged.includes(column));
    if (open.length === 0)
      return holds(
        "rows",
        `rows can be made of items${droppedColumns.length > 0 ? `, without ${droppedColumns.join(", ")}` : ""}`,
      );
    return fails(
      "rows",
      `the mapping drops ${open.join(", ")}: reads from the tables return rows without`,
      `if the application does not need them, acknowledge it with --drop-columns ${droppedColumns.join(",")}`,
    );
  } finally {
    await stores.close();
  }
}
