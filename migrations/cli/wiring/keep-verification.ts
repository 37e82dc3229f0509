import { join, resolve } from "node:path";
import type { Checkpoint } from "../../run-store/checkpoint";
import { listRuns } from "../../run-store/folder/run-list";
import type { TableVerification } from "../../pipeline/verify/verify";
import { replaceFile } from "../../files/replace-file";
import { verificationFile, type KeptVerification } from "../../report/kept-verification";
import { verifyJson } from "../../report/json-report";
import type { Difference } from "../../pipeline/verify/difference";
import type { Connection } from "./dynamodb";
import type { MigrationOptions } from "../options/migration-options";
import type { Migration } from "./open-migration";
import type { ProcessContext } from "../process-context";

/**
 * Keeps a verification in the folder of the run that it verifies, for the report: the latest one of the same migration
 * file into the same tables. Without such a run it is kept nowhere.
 */
export async function keepVerification(
  tables: readonly TableVerification[],
  differences: readonly Difference[],
  { migration, place, options }: VerifiedMigration,
  context: ProcessContext,
): Promise<void> {
  const parent = resolve(context.cwd, options.runFolder);
  const run = (await listRuns(parent)).findLast((one) => isOf(one, migration, place.place));
  if (!run) return;
  const kept: KeptVerification = {
    verifiedAt: context.now().toISOString(),
    ...(options.entity && { entities: options.entity }),
    ...(options.limit !== undefined && { limit: options.limit }),
    ...(verifyJson(tables, differences) as Pick<KeptVerification, "same" | "tables" | "differences">),
  };
  await replaceFile(join(parent, run.run, verificationFile), `${JSON.stringify(kept, null, 2)}\n`);
}

/** What was verified, and where. */
export interface VerifiedMigration {
  readonly migration: Migration;
  readonly place: Pick<Connection, "place">;
  readonly options: MigrationOptions;
}

function isOf(run: Checkpoint, { definition, target }: Migration, place: string): boolean {
  return (
    run.state !== "rolled-back" &&
    run.state !== "rolling-back" &&
    run.definition === definition.fingerprint &&
    run.target.place === place &&
    definition.entities.every(({ to }) => run.target.tables[to] === target.tables[to]?.name)
  );
}
