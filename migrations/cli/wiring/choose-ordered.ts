import type { Checkpoint } from "../../run-store/checkpoint";
import { nextNumber, readRuns } from "../../run-store/folder/run-list";
import type { ConflictPolicy } from "../../pipeline/run/entity-run";
import type { MigrationOptions } from "../options/migration-options";
import type { ProcessContext } from "../process-context";
import { chooseRun, damagedWarnings, latestFinished, newRunName } from "./choose-run";
import type { Connection } from "./dynamodb";
import type { Migration } from "./open-migration";
import { runRequest } from "./run-request";
import type { WorkersOptions } from "./workers-order";

interface AskedOfRun {
  readonly onConflict?: ConflictPolicy;
  readonly resume?: string | boolean;
}

/** What was asked of `run`. */
interface Ordered {
  readonly options: MigrationOptions & Pick<WorkersOptions, "location"> & AskedOfRun;
  readonly context: ProcessContext;
  readonly migration: Migration;
}

/**
 * The run's name and, if an interrupted run is resumed, its checkpoint.
 * @param kept the checkpoint of the run at the location. @default there is none
 */
export async function chooseOrdered(
  order: Ordered,
  connection: Connection,
  parent: string,
  kept?: Checkpoint,
  warn = order.context.error,
): Promise<{ name: string; number?: number; earlier?: Checkpoint; finished?: Checkpoint | undefined }> {
  const { options, context } = order;
  const { definition } = order.migration;
  const list = await readRuns(parent);
  damagedWarnings(list.damaged).forEach(warn);
  // A location has one run, which is resumed.
  const resume = options.location === undefined ? options.resume : (kept?.run ?? false);
  const request = runRequest(order.migration, connection, { ...options, resume });
  const earlier = chooseRun(list, request);
  if (earlier) return { earlier, name: earlier.run };
  const isRepeated = options.resume === undefined && options.onConflict === undefined;
  const finished = isRepeated ? latestFinished(list.runs, request) : undefined;
  const taken = [...list.runs, ...list.damaged].map(({ run }) => run);
  return { finished, name: newRunName(definition.name, context.now(), taken), number: nextNumber(list) };
}
