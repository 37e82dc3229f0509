import { resolve } from "node:path";
import type { FollowOptions } from "../options/follow-options";
import type { ProcessContext } from "../process-context";
import { connect, type Connection } from "./dynamodb";
import { chooseFollowedRun, type FollowedRun } from "./followed-run";
import { LostWrites } from "./lost-writes";
import { type Migration, openMigration } from "./open-migration";
import { runRequest } from "./run-request";

/** A followed run, with its migration file and a connection to its tables, which the caller closes. */
export interface OpenFollowed {
  readonly migration: Migration;
  readonly connection: Connection;
  /** Of the connection. */
  readonly lostWrites: LostWrites;
  readonly found: FollowedRun;
  /** The folder of all runs. */
  readonly parent: string;
}

/** Opens what every command about a followed run needs. @throws UsageError, FileError */
export async function openFollowed(
  file: string,
  options: FollowOptions,
  context: ProcessContext,
): Promise<OpenFollowed> {
  return openFollowedRun(await openMigration(file, options, context), options, context);
}

/** The same for a migration that was opened before. @throws UsageError */
export async function openFollowedRun(
  migration: Migration,
  options: FollowOptions,
  context: ProcessContext,
): Promise<OpenFollowed> {
  const lostWrites = new LostWrites(context.now);
  const connection = connect(migration, options, context, lostWrites);
  const parent = resolve(context.cwd, options.runFolder);
  try {
    const request = runRequest(migration, connection, options);
    const found = await chooseFollowedRun(parent, request, options.run, { options, error: context.error });
    return { migration, connection, lostWrites, found, parent };
  } catch (error) {
    connection.client.destroy();
    throw error;
  }
}
