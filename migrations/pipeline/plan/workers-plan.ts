/** How a run would be divided among workers. */
export interface WorkersPlan {
  readonly workers: number;
  /** Number of shards by entity. */
  readonly shards: Readonly<Record<string, number>>;
  /** US dollars for containers on AWS Batch during the run; those that have nothing to do end at once. */
  readonly cost: number;
}

/**
 * Plans the workers of a run.
 * @param entities of the shards, an element for each
 * @param seconds of the run
 * @param perWorkerHour US dollars
 */
export function planWorkers(
  workers: number,
  entities: readonly string[],
  seconds: number,
  perWorkerHour: number,
): WorkersPlan {
  const shards: Record<string, number> = {};
  for (const entity of entities) shards[entity] = (shards[entity] ?? 0) + 1;
  const busy = Math.min(workers, entities.length);
  return { workers, shards, cost: busy * (seconds / 3600) * perWorkerHour };
}
