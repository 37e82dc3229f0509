import type { Preparation } from "./prepare-tables";
import type { TableFilesOrder } from "./table-files-order";
import type { WorkersOptions } from "./workers-order";

/** What a run's manifest tells its workers besides the shards. */
export interface WorkerSettings {
  readonly options: Pick<
    WorkersOptions,
    "outputs" | "stack" | "local" | "region" | "endpoint" | "runFolder" | "batchSize" | "concurrency" | "rate"
  >;
  readonly preparation: Preparation;
  /** See `Migration.tableFiles`. */
  readonly tableFiles?: TableFilesOrder | undefined;
  readonly giveUpAfterMs?: number | undefined;
}

/** As a manifest holds it. */
export function settingsJson(
  { outputs, stack, local, region, endpoint, runFolder, batchSize, concurrency, rate }: WorkersOptions,
  { preparation, tableFiles }: Pick<WorkerSettings, "preparation" | "tableFiles">,
  giveUpAfterMs: number | undefined,
): Record<string, unknown> {
  const options = { outputs, stack, local, region, endpoint, runFolder, batchSize, concurrency, rate };
  // JSON has no Infinity.
  const forEver = giveUpAfterMs === Infinity ? { forEver: true } : { giveUpAfterMs };
  return JSON.parse(JSON.stringify({ options, preparation, tableFiles, ...forEver })) as Record<
    string,
    unknown
  >;
}

/** Reads {@link settingsJson}. */
export function parseSettings(json: Readonly<Record<string, unknown>>): WorkerSettings {
  const { options, preparation, tableFiles, forEver, giveUpAfterMs } = json as Partial<WorkerSettings> & {
    readonly forEver?: boolean;
  };
  if (!options || !preparation) throw new Error("the manifest has no options");
  return { options, preparation, tableFiles, ...(forEver ? { giveUpAfterMs: Infinity } : { giveUpAfterMs }) };
}
