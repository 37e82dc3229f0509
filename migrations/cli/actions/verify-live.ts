import { basename, join, resolve } from "node:path";
import { UsageError } from "../../errors";
import type { Item } from "../../items/item";
import { itemDigest } from "../../items/item-digest";
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

/** An item that differed in every comparison up to now. */
interface Differing {
  /** Digests of what source and table had in the latest comparison. */
  readonly contents: string;
  /** Whether one of them changed between two comparisons. */
  readonly isChanging: boolean;
}

/**
 * Items that differ in each of several comparisons. An item that matched in one of them is not among them anymore: what
 * is written to it later arrives in the same way. An item that differs in all of them, and has the same contents in each,
 * has a difference that stays.
 */
export class LiveDifferences {
  private comparisons = 0;
  private before = new Map<string, Differing>();
  private now = new Map<string, Differing>();
  private confirmed = new Map<string, { missing: number; extra: number; changed: number }>();
  private undecided = new Map<string, number>();

  /** Starts the next comparison. */
  start(): void {
    this.comparisons++;
    this.before = this.now;
    this.now = new Map();
    this.confirmed = new Map();
    this.undecided = new Map();
  }

  /** Items that differed in every comparison. */
  get size(): number {
    return this.now.size;
  }

  /** @returns whether the item differed in the same way in all comparisons before */
  add({ kind, table }: Difference, to: string, key: string, items: readonly Item[]): boolean {
    const id = `${to} ${key}`;
    const contents = [kind, ...items.map(itemDigest)].join(" ");
    const before = this.before.get(id);
    if (!before && this.comparisons > 1) return false;
    const isChanging = before !== undefined && (before.isChanging || before.contents !== contents);
    this.now.set(id, { contents, isChanging });
    if (isChanging) {
      this.undecided.set(table, (this.undecided.get(table) ?? 0) + 1);
      return false;
    }
    const counts = this.confirmed.get(table) ?? { missing: 0, extra: 0, changed: 0 };
    counts[kind]++;
    this.confirmed.set(table, counts);
    return true;
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

/** Checks that a process follows. @returns the folder of its run. @throws UsageError */
export async function requireFollower(wait: FollowWait): Promise<string> {
  const { migration, connection, options, context } = wait;
  const parent = resolve(context.cwd, options.runFolder);
  const request = runRequest(migration, connection, options);
  const { run } = await chooseFollowedRun(parent, request, undefined, { options, error: context.error });
  const folder = join(parent, run.run);
  await requireRunning(folder, wait);
  return folder;
}

/** @param folder of a followed run. @throws UsageError if no process follows it */
async function requireRunning(
  folder: string,
  { options, context }: Pick<FollowWait, "options" | "context">,
): Promise<void> {
  if (!(await isLocked(join(folder, lockFile), processesOf(context))))
    throw notRunning(basename(folder), options);
}

/**
 * Waits until `follow` has carried over everything that was committed before this call.
 * @throws UsageError if no process follows
 */
export async function waitForFollow(wait: FollowWait): Promise<void> {
  const { migration, connection, context } = wait;
  const folder = await requireFollower(wait);
  const { log } = await openLog(migration, connection, context.signal);
  try {
    const target = await log.end();
    for (;;) {
      const state = await readFollowState(folder);
      if (state && log.isReached(state.position, target)) return;
      context.signal.throwIfAborted();
      await requireRunning(folder, wait);
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
