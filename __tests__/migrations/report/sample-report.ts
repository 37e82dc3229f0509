import type { KeptVerification } from "../../../migrations/report/kept-verification";
import type { RunReport } from "../../../migrations/report/run-report";
import type { FollowState } from "../../../migrations/run-store/follow/follow-state";
import type { TimelinePoint } from "../../../migrations/run-store/timeline/timeline-point";
import { seededRandom } from "../../emulators/seeded-random";

/** What no page may take for markup. */
export const hostile = `<script>document.title="taken"</script><img src=x onerror="alert(1)">"'&\u202E`;

/** Seven minutes of work in two sessions, throttled in the middle. */
export function sampleTimeline(): TimelinePoint[] {
  const random = seededRandom(7);
  return Array.from({ length: 420 }, (_, second): TimelinePoint => {
    const isThrottled = second > 150 && second < 230;
    const written = Math.round((isThrottled ? 900 : 2600) * (0.85 + 0.3 * random()));
    return {
      at: new Date(Date.UTC(2026, 0, 5, 9, 0, second < 300 ? second : second + 1800)).toISOString(),
      ms: 1000,
      session: second < 300 ? 1 : 2,
      read: written + (second % 9),
      written,
      writeUnits: written * 2,
      retries: isThrottled ? { ThrottlingException: Math.round(random() * 9), TimeoutError: 1 } : {},
      inFlight: isThrottled ? 3 : 8,
    };
  });
}

const tally = {
  rows: 1_000_212,
  read: 1_000_212,
  written: 999_990,
  skipped: 200,
  rejected: 22,
  rejectedBy: { "empty-key": 20, oversize: 2 },
};

export function sampleVerificationKept(changes: Partial<KeptVerification> = {}): KeptVerification {
  const table = {
    table: "forum-prod-posts",
    entities: ["post"],
    ...{ expected: 999_990, found: 999_990, expired: 0, missing: 0, extra: 0, changed: 0 },
    rejectedBy: {},
    rejectUnit: "row" as const,
    extrasJudged: true,
    same: true,
  };
  return { verifiedAt: "2026-01-05T10:00:00.000Z", same: true, tables: [table], differences: [], ...changes };
}

/** A run that finished after an interruption, with everything that a report can show. */
export function sampleReport(changes: Partial<RunReport> = {}): RunReport {
  return {
    run: "forum-20260105-090000",
    migration: "forum",
    state: "finished",
    place: "us-east-1",
    region: "us-east-1",
    startedAt: "2026-01-05T09:00:00.000Z",
    updatedAt: "2026-01-05T09:37:00.000Z",
    workedSeconds: 420,
    entities: [
      {
        entity: "user",
        table: "forum-prod-users",
        tally: { ...tally, rows: 2000, read: 2000, written: 2000, skipped: 0, rejected: 0, rejectedBy: {} },
        done: true,
      },
      {
        entity: "post",
        table: "forum-prod-posts",
        tally: { ...tally, rows: 998_212, read: 998_212, written: 997_990 },
        done: true,
      },
    ],
    total: tally,
    retries: { ThrottlingException: 372, TimeoutError: 79 },
    rejects: [
      {
        code: "empty-key",
        count: 20,
        examples: [
          { entity: "post", row: 1204, message: "postId is empty; give it a value", value: hostile },
          { entity: hostile, row: 1205, message: hostile, value: '{"postId":"","body":"hello"}' },
        ],
      },
      {
        code: "oversize",
        count: 2,
        examples: [
          {
            entity: "post",
            row: 77,
            message: "the item has 412,001 bytes, at most 409,600 fit",
            value: `{"body":"${"long text ".repeat(40)}`,
          },
        ],
      },
    ],
    timeline: sampleTimeline(),
    verification: { ...sampleVerificationKept(), isOutdated: false },
    failures: [],
    settings: [
      ["Where a key is in the table already", "overwrite the item"],
      ["Maximum items per request", "25"],
    ],
    next: [
      { text: "Nothing: every item was found as it should be." },
      {
        text: "Or take it back.",
        command: "dynamodb-migrate rollback forum-20260105-090000 --dry-run",
      },
    ],
    ...changes,
  };
}

/** Two sessions of following, with a lag of 12 seconds in between. */
export function sampleFollowing(changes: Partial<FollowState> = {}): FollowState {
  const lags = Array.from({ length: 60 }, (_, index) => ({
    at: new Date(Date.UTC(2026, 0, 5, 10, index < 40 ? index : index + 90)).toISOString(),
    ...{ ms: 60_000, session: index < 40 ? 1 : 2, lagMs: index === 20 ? 12_000 : 150 + 37 * (index % 5) },
  }));
  return {
    ...{ formatVersion: 1, phase: "following", position: "mysql-bin.000003:120:1", name: "forum-1a2b3c4d" },
    ...{ startedAt: "2026-01-05T10:00:00.000Z", updatedAt: "2026-01-05T12:30:00.000Z" },
    counts: { inserts: 800, updates: 300, deletes: 103, written: 1090, deleted: 103, unchanged: 10 },
    ...{ rejected: [], dirty: 0, lagMs: 120, lags },
    ...changes,
  };
}
