import type {
  ChangeLog,
  LogStep,
  RowChange,
  WatchedEntity,
} from "../../../../../../migrations/sources/change-log";
import type { DatabaseAtTest } from "../../database";

export const users: WatchedEntity = { entity: "User", from: { table: "users" } };

/** Opens the log of a database, runs a test, and closes it. */
export async function withLog(
  database: DatabaseAtTest,
  watched: readonly WatchedEntity[],
  test: (log: ChangeLog) => Promise<void>,
): Promise<void> {
  const log = await database.source().changeLog?.(watched, "test");
  if (!log) throw new Error("the source has no log");
  try {
    await test(log);
  } finally {
    await log.close();
  }
}

/** The steps after a position until the end that the log has now. */
export async function stepsUntilEnd(log: ChangeLog, from: string): Promise<LogStep[]> {
  const target = await log.end();
  const steps: LogStep[] = [];
  for await (const step of log.changes(from, new AbortController().signal)) {
    steps.push(step);
    if (step.position !== undefined && log.isReached(step.position, target)) return steps;
  }
  return steps;
}

/** Their changes, without what identifies the rows of the log's tables. */
export async function changesUntilEnd(log: ChangeLog, from: string) {
  const steps = await stepsUntilEnd(log, from);
  return steps.flatMap(({ changes }) => changes.map(shown));
}

export function shown({ entity, kind, key }: RowChange): string {
  return `${entity} ${kind} ${key}`;
}
