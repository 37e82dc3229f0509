import type { EntityPlan } from "../../../migrations/pipeline/plan/plan";
import type { RunResult } from "../../../migrations/pipeline/run/run-result";
import { emptyTally } from "../../../migrations/pipeline/read/tally";
import type { TableVerification } from "../../../migrations/pipeline/verify/verify";

const tally = {
  rows: 2000,
  read: 2000,
  written: 1990,
  skipped: 8,
  rejected: 2,
  rejectedBy: { "empty-key": 2 },
};

export function sampleRun(changes: Partial<RunResult> = {}): RunResult {
  return {
    run: "forum-1",
    folder: "runs/forum-1",
    dryRun: false,
    outcome: "finished",
    startedAt: new Date(0),
    endedAt: new Date(4000),
    entities: [{ entity: "user", table: "forum-users", tally }],
    retries: {},
    ...changes,
  };
}

export function samplePlan(changes: Partial<EntityPlan> = {}): EntityPlan {
  return {
    entity: "user",
    from: "users.json",
    table: "forum-users",
    tally,
    expired: 0,
    oversize: { compressed: 0, offloaded: 0, objects: 0, objectBytes: 0 },
    bytes: 3 * 1024 * 1024,
    largestItemBytes: 2048,
    writeUnits: 1990,
    indexWriteUnits: { ByMail: 1500 },
    readUnits: 1990,
    hotKeys: [],
    seconds: 0.5,
    writeCost: 0.004,
    readCost: 0.002,
    storageCostPerMonth: 0.02,
    rejects: [{ row: 1234, code: "empty-key", message: "id is empty" }],
    ...changes,
  };
}

export function sampleVerification(changes: Partial<TableVerification> = {}): TableVerification {
  return {
    table: "forum-users",
    entities: ["user"],
    ...{ expected: 1990, found: 1990, missing: 0, expired: 0, extra: 0, changed: 0 },
    rejectedBy: emptyTally.rejectedBy,
    rejectUnit: "row" as const,
    extrasJudged: true,
    ...changes,
  };
}
