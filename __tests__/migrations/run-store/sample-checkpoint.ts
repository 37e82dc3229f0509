import type { Checkpoint, EntityCheckpoint, RejectLine } from "../../../migrations/run-store/checkpoint";

/** A checkpoint of a run that has settled ten rows. */
export function sampleCheckpoint(changes: Partial<Checkpoint> = {}): Checkpoint {
  return {
    formatVersion: 2,
    run: "forum-1",
    migration: "forum",
    definition: "abc",
    target: { region: "us-east-1", place: "us-east-1", tables: { users: "forum-users" } },
    options: {},
    state: "running",
    startedAt: "2026-01-01T00:00:00.000Z",
    updatedAt: "2026-01-01T00:00:01.000Z",
    entities: { user: settledUpTo(10) },
    ...changes,
  };
}

export function settledUpTo(row: number): EntityCheckpoint {
  return {
    settledUpTo: row,
    keys: row,
    ...{ rows: row, read: row, written: row, skipped: 0, rejected: 0, rejectedBy: {} },
    done: false,
    sourceVersion: "1",
  };
}

export function reject(entity: string, row: number, value: unknown = {}): RejectLine {
  return { entity, row, code: "missing-key", message: "id is missing", value };
}
