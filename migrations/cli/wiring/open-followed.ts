import { resolve } from "node:path";
import type { FollowOptions } from "../options/follow-options";
import { nextCommandText } from "../output/next-command";
import type { ProcessContext } from "../process-context";
import type { RunRequest } from "./choose-run";
import { connect, type Connection } from "./dynamodb";
import { chooseFollowedRun, type FollowedRun } from "./followed-run";
import { type Migration, openMigration } from "./open-migration";

/** A followed run, with its migration file and a connection to its tables, which the caller closes. */
export interface OpenFollowed {
  readonly migration: Migration;
  readonly connection: Connection;
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
  const migration = await openMigration(file, options, context);
  const connection = connect(migration, options, context);
  const parent = resolve(context.cwd, options.runFolder);
  try {
    const request = followRequest(migration, connection, options);
    const found = await chooseFollowedRun(parent, request, options.run, { options, error: context.error });
    return { migration, connection, found, parent };
  } catch (error) {
    connection.client.destroy();
    throw error;
  }
}

/** What a followed run must be of. */
export function followRequest(
  { definition, target }: Migration,
  { place, region }: Connection,
  options: Pick<FollowOptions, "local" | "runFolder">,
): RunRequest {
  const tables = Object.fromEntries(Object.entries(target.tables).map(([id, table]) => [id, table.name]));
  return {
    migration: definition.name,
    definition: definition.fingerprint,
    target: { place, region, tables },
    rollback: (run) => nextCommandText("rollback", [run], options),
  };
}
