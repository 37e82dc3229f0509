/** How a run would be divided among workers. */
export interface WorkersPlan {
  readonly workers: number;
  /** Number of shards by entity. */
  readonly shards: Readonly<Record<string, number>>;
  /** Number of shards by entity for workers on several machines. @default that on one machine */
  readonly sharedShards?: Readonly<Record<string, number>>;
  /** US dollars for containers on AWS Batch during the run; those that have nothing to do end at once. */
  readonly cost: number;
}

/** What a run's workers have to do. */
export interface PlannedShards {
  readonly workers: number;
  /** Entities of the shards, an element for each. */
  readonly entities: readonly string[];
  /** The same for workers on several machines. @default as on one machine */
  readonly sharedEntities?: readonly string[];
  /** Of the run. */
  readonly seconds: number;
  /** US dollars. */
  readonly perWorkerHour: number;
}

/** Plans the workers of a run. */
export function planWorkers({
  workers,
  entities,
  sharedEntities,
  seconds,
  perWorkerHour,
}: PlannedShards): WorkersPlan {
  const busy = Math.min(workers, (sharedEntities ?? entities).length);
  return {
    ...{ workers, shards: numbersOf(entities) },
    ...(sharedEntities && { sharedShards: numbersOf(sharedEntities) }),
    cost: busy * (seconds / 3600) * perWorkerHour,
  };
}

function numbersOf(entities: readonly string[]): Record<string, number> {
  const numbers: Record<string, number> = {};
  for (const entity of entities) numbers[entity] = (numbers[entity] ?? 0) + 1;
  return numbers;
}
