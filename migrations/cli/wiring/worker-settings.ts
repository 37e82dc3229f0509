import type { Preparation } from "./prepare-tables";
import type { WorkersOptions } from "./workers-order";

/** What a run's manifest tells its workers besides the shards. */
export interface WorkerSettings {
  readonly options: Pick<
    WorkersOptions,
    "outputs" | "stack" | "local" | "region" | "endpoint" | "runFolder" | "batchSize" | "concurrency" | "rate"
  >;
  readonly preparation: Preparation;
  readonly giveUpAfterMs?: number | undefined;
}

/** As a manifest holds it. */
export function settingsJson(
  { outputs, stack, local, region, endpoint, runFolder, batchSize, concurrency, rate }: WorkersOptions,
  preparation: Preparation,
  giveUpAfterMs: number | undefined,
): Record<string, unknown> {
  const options = { outputs, stack, local, region, endpoint, runFolder, batchSize, concurrency, rate };
  // JSON has no Infinity.
  const forEver = giveUpAfterMs === Infinity ? { forEver: true } : { giveUpAfterMs };
  return JSON.parse(JSON.stringify({ options, preparation, ...forEver })) as Record<string, unknown>;
}

/** Reads {@link settingsJson}. */
export function parseSettings(json: Readonly<Record<string, unknown>>): WorkerSettings {
  const { options, preparation, forEver, giveUpAfterMs } = json as Partial<WorkerSettings> & {
    readonly forEver?: boolean;
  };
  if (!options || !preparation) throw new Error("the manifest has no options");
  return { options, preparation, ...(forEver ? { giveUpAfterMs: Infinity } : { giveUpAfterMs }) };
}
