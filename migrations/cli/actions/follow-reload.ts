import { UsageError } from "../../errors";
import { RunFolder } from "../../run-store/folder/run-folder";
import { readFollowState, saveFollowState } from "../../run-store/follow/follow-file";
import type { FollowState } from "../../run-store/follow/follow-state";
import { exitCode, type ExitCode } from "../exit-code";
import type { FollowOptions } from "../options/follow-options";
import { printJson } from "../output/print-json";
import type { ProcessContext } from "../process-context";
import { openLog } from "../wiring/open-follow";
import { openFollowed } from "../wiring/open-followed";
import type { Migration } from "../wiring/open-migration";
import { opener } from "../wiring/run-opener";
import { follow } from "./follow";
import { sync } from "./sync";

/**
 * `dynamodb-migrate follow reload`: reads all rows of suspended entities again, writes and deletes what differs, and lets
 * them be followed again. Refused while a process follows.
 */
export async function followReload(
  file: string,
  options: FollowOptions,
  context: ProcessContext,
): Promise<ExitCode> {
  const { migration, connection, found, parent } = await openFollowed(file, options, context);
  connection.client.destroy();
  const names = suspendedNames(found.state, options.entity, found.run.run);
  const quiet = { ...options, run: found.run.run, json: false };
  // What suspended them is before the position then, and is not met again.
  const caughtUp = await follow(file, { ...quiet, until: "caught-up", onError: "suspend-entity" }, context);
  if (!isOver(caughtUp)) return caughtUp;
  const store = await RunFolder.open(parent, found.run.run, opener(context));
  const { log } = await openLog(migration, connection, context.signal, Object.keys(found.run.entities));
  try {
    const state = (await readFollowState(store.folder)) ?? found.state;
    const position = (await log.accept?.(state.position, names)) ?? state.position;
    const code = await sync(file, syncOptions(quiet, entitiesBeside(names, migration)), context);
    if (code !== exitCode.done) return code;
    const suspended = state.suspended?.filter(({ entity }) => !names.includes(entity));
    await saveFollowState(store.folder, { ...state, position, suspended });
    if (options.json) printJson("follow-reload", { run: store.run, reloaded: [...names] }, context);
    else context.error(`Run ${store.run}: ${names.join(", ")} can be followed again`);
    return exitCode.done;
  } finally {
    await log.close();
    await store.close();
  }
}

/** Rows that are rejected, and other suspended entities, do not keep an entity from being reloaded. */
function isOver(code: ExitCode): boolean {
  return code === exitCode.done || code === exitCode.incomplete;
}

function suspendedNames(
  { suspended = [] }: FollowState,
  wanted: readonly string[] | undefined,
  run: string,
): readonly string[] {
  const all = suspended.map(({ entity }) => entity);
  const other = wanted?.find((name) => !all.includes(name));
  if (all.length > 0 && other === undefined) return wanted ?? all;
  throw new UsageError(
    "not-suspended",
    `${other === undefined ? "no entity" : `entity ${other}`} of run ${run} is ${other === undefined ? "" : "not "}suspended${all.length > 0 ? `; suspended: ${all.join(", ")}` : ""}`,
  );
}

/** Deletes need all entities of a table. */
function entitiesBeside(names: readonly string[], { definition }: Migration): string[] {
  const tables = definition.entities.filter(({ name }) => names.includes(name)).map(({ to }) => to);
  return definition.entities.filter(({ to }) => tables.includes(to)).map(({ name }) => name);
}

function syncOptions(options: FollowOptions, entity: string[]): Parameters<typeof sync>[1] {
  return {
    ...options,
    ...{ entity, delete: true, maxDeletes: { percent: 100 }, onConflict: "overwrite" },
    ...{ batchSize: 25, concurrency: 32 },
  };
}
