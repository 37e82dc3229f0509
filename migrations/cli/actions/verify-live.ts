import { join, resolve } from "node:path";
import { UsageError } from "../../errors";
import type { Difference } from "../../pipeline/verify/difference";
import type { TableVerification } from "../../pipeline/verify/verify";
import { counted } from "../../report/quantity";
import { isLocked, lockFile } from "../../run-store/folder/process-lock";
import { readFollowState } from "../../run-store/follow/follow-file";
import { clock } from "../clock";
import type { MigrationOptions } from "../options/migration-options";
import { nextCommandText } from "../output/next-command";
import type { ProcessContext } from "../process-context";
import type { Connection } from "../wiring/dynamodb";
import { chooseFollowedRun } from "../wiring/followed-run";
import { openLog } from "../wiring/open-follow";
import type { Migration } from "../wiring/open-migration";
import { processesOf } from "../wiring/run-opener";
import { runRequest } from "../wiring/run-request";

/** Between two looks at how far following has come. */
const lookEveryMs = 250;

/** Items that differ in one comparison, by table id, and how. */
export class FoundDifferences {
  private readonly found = new Map<string, Difference["kind"]>();

  get size(): number {
    return this.found.size;
  }

  add({ kind }: Difference, to: string, key: string): void {
    this.found.set(`${to} ${key}`, kind);
  }

  has({ kind }: Difference, to: string, key: string): boolean {
    return this.found.get(`${to} ${key}`) === kind;
  }
}

/** Of the differences of a comparison, those that the comparison before had too. */
export class ConfirmedDifferences {
  /** All that were found, for the next comparison. */
  readonly found = new FoundDifferences();
  private readonly confirmed = new Map<string, { missing: number; extra: number; changed: number }>();
  private readonly undecided = new Map<string, number>();

  constructor(private readonly before: FoundDifferences) {}

  /** @returns whether it is confirmed */
  add(difference: Difference, to: string, key: string): boolean {
    const { kind, table } = difference;
    this.found.add(difference, to, key);
    if (!this.before.has(difference, to, key)) {
      this.undecided.set(table, (this.undecided.get(table) ?? 0) + 1);
      return false;
    }
    const counts = this.confirmed.get(table) ?? { missing: 0, extra: 0, changed: 0 };
    counts[kind]++;
    this.confirmed.set(table, counts);
    return true;
  }

  /** Items that were written while they were compared. */
  get undecidedCount(): number {
    return [...this.undecided.values()].reduce((sum, count) => sum + count, 0);
  }

  /** A comparison with the counts of what is confirmed. */
  countsOf(table: TableVerification): TableVerification {
    const counts = this.confirmed.get(table.table) ?? { missing: 0, extra: 0, changed: 0 };
    return { ...table, ...counts, undecided: this.undecided.get(table.table) ?? 0 };
  }
}

/** What waiting for `follow` needs. */
export interface FollowWait {
  readonly migration: Migration;
  readonly connection: Connection;
  readonly options: MigrationOptions;
  readonly context: ProcessContext;
}

/**
 * Waits until `follow` has carried over everything that was committed before this call.
 * @throws UsageError if no process follows
 */
export async function waitForFollow({ migration, connection, options, context }: FollowWait): Promise<void> {
  const parent = resolve(context.cwd, options.runFolder);
  const request = runRequest(migration, connection, options);
  const { run } = await chooseFollowedRun(parent, request, undefined, { options, error: context.error });
  const folder = join(parent, run.run);
  const { log } = await openLog(migration, connection, context.signal);
  try {
    const target = await log.end();
    for (;;) {
      const state = await readFollowState(folder);
      if (state && log.isReached(state.position, target)) return;
      context.signal.throwIfAborted();
      if (!(await isLocked(join(folder, lockFile), processesOf(context)))) throw notRunning(run.run, options);
      await clock.sleep(lookEveryMs, context.signal);
    }
  } finally {
    await log.close();
  }
}

function notRunning(run: string, options: MigrationOptions): UsageError {
  const command = nextCommandText("follow", [], options);
  return new UsageError(
    "not-followed",
    `verify --live compares while follow carries changes over, and no process follows run ${run}; start one: ${command}`,
  );
}

/** What is said before the items that differ are compared again. */
export function waitingText(found: number): string {
  return `${counted(found, "item")} differed; waiting until follow has carried over every change up to now, then comparing again`;
}
