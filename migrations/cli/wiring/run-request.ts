import { tableNames } from "../../items/target-table";
import { type LocationOptions, nextCommandText } from "../output/next-command";
import type { RunRequest } from "./choose-run";
import type { Connection } from "./dynamodb";
import type { Migration } from "./open-migration";

/** Options that a request depends on. */
interface RequestOptions extends LocationOptions {
  readonly resume?: string | boolean | undefined;
}

/** What is asked of a run of a migration. @param name of its runs. @default the migration's */
export function runRequest(
  { definition, target }: Pick<Migration, "definition" | "target">,
  { place, region }: Pick<Connection, "place" | "region">,
  options: RequestOptions,
  name = definition.name,
): RunRequest {
  return {
    migration: name,
    definition: definition.fingerprint,
    target: { place, region, tables: tableNames(target) },
    resume: options.resume,
    rollback: (run) => nextCommandText("rollback", [run], options),
  };
}
