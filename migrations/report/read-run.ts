import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { type CommandArguments, keptCommand } from "../command-line";
import type { Checkpoint, EntityCheckpoint } from "../run-store/checkpoint";
import { messageOf, UsageError } from "../errors";
import { journalFile } from "../run-store/journal/journal-file";
import { manifestFile } from "../run-store/shards/manifest";
import { emptyTally, settledTally, sum, type Tally } from "../pipeline/read/tally";
import { verificationFile, type KeptVerification } from "./kept-verification";
import { nextSteps } from "./next-steps";
import { rejectGroup, rejectGroups } from "./reject-groups";
import type { EntityReport, RunReport, RunState } from "./run-report";
import { runSettings } from "./run-settings";
import { readFollowState } from "../run-store/follow/follow-file";
import { runState } from "../run-store/run-state";
import { readTimeline, timelineFile } from "../run-store/timeline/timeline-file";
import type { TimelinePoint } from "../run-store/timeline/timeline-point";

/** A run's result as its folder keeps it, or as `--json` prints it. */
export interface KeptResult {
  readonly run: string;
  readonly outcome: "finished" | "interrupted" | "stopped";
  readonly dryRun: boolean;
  readonly startedAt: string;
  readonly endedAt: string;
  /** @default from start to end */
  readonly activeSeconds?: number;
  readonly entities: readonly (Tally & { entity: string; table: string; failure?: { message: string } })[];
  readonly retries: Readonly<Record<string, number>>;
  readonly failure?: { readonly message: string };
}

/** A run to be reported of, and where it is. */
export interface RunLocation {
  readonly checkpoint: Checkpoint;
  /** The run's folder. */
  readonly folder: string;
  /** The run's folder as people call it. */
  readonly shownFolder: string;
  /** The command that rolls the run back. */
  readonly rollback: CommandArguments;
  /** Whether a process works on it. */
  readonly isLocked: boolean;
}

/** Gathers what a run has left in its folder. @throws UsageError where a file is there and cannot be read */
export async function readRun(location: RunLocation): Promise<RunReport> {
  const { checkpoint, folder } = location;
  const result = await readJson<KeptResult>(join(folder, "result.json"));
  const verification = await readJson<KeptVerification>(join(folder, verificationFile));
  const timeline = await readTimeline(join(folder, timelineFile)).catch(() => []);
  const following = await readFollowState(folder);
  const entities = entitiesOf(checkpoint, result);
  const total = sum(entities.map(({ tally }) => tally));
  const state = stateOf(location, result);
  const isOutdated = (verification?.verifiedAt ?? "") < checkpoint.updatedAt;
  const { run, migration, target, startedAt, updatedAt, options } = checkpoint;
  const report = {
    ...{ run, migration, state, place: target.place, region: target.region, startedAt, updatedAt },
    ...{ entities, total, timeline },
    workedSeconds: workedSeconds(timeline, checkpoint),
    retries: retriesOf(timeline, result),
    rejects: await rejectGroups(join(folder, "rejects.jsonl"), total.rejectedBy),
    ...(following && { following }),
    ...(verification && { verification: { ...verification, isOutdated } }),
    failures: state === "stopped" ? failuresOf(result, entities) : [],
    settings: runSettings(options),
  };
  const { shownFolder, rollback } = location;
  const hasJournal = (await exists(join(folder, journalFile))) || (await exists(join(folder, manifestFile)));
  const verify = keptCommand(options["next"]) ?? ["verify"];
  const command = keptCommand(options["command"]) ?? commandOf(verify);
  return {
    ...report,
    next: nextSteps({ ...report, hasJournal, rollback, folder: shownFolder, verify, command }),
  };
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}

/** Checkpoints of earlier versions keep what verifies a run and not what made it; only `run` can be told from that. */
function commandOf([name, ...rest]: CommandArguments): CommandArguments | undefined {
  return name === "verify" ? ["run", ...rest] : undefined;
}

function stateOf({ checkpoint, isLocked }: RunLocation, result: KeptResult | undefined): RunState {
  const state = runState(checkpoint.state, isLocked);
  // Checkpoints of format 1 have no state "stopped".
  return state === "interrupted" && result?.outcome === "stopped" ? "stopped" : state;
}

function entitiesOf({ entities }: Checkpoint, result: KeptResult | undefined): EntityReport[] {
  return Object.entries(entities).map(([entity, checkpoint]) => {
    const { done, totalRows } = checkpoint;
    const ended = result?.entities.find((one) => one.entity === entity);
    return {
      entity,
      table: ended?.table ?? "",
      tally: tallyOf(checkpoint),
      done,
      ...(totalRows !== undefined && { totalRows }),
      ...(ended?.failure && !done && { failure: ended.failure.message }),
    };
  });
}

/** Early versions did not count rows apart from items. */
function tallyOf(checkpoint: EntityCheckpoint): Tally {
  const { rows = checkpoint.read, ...tally } = settledTally(checkpoint) as Partial<Pick<Tally, "rows">> &
    Omit<Tally, "rows">;
  return { ...tally, rows };
}

function failuresOf(result: KeptResult | undefined, entities: readonly EntityReport[]): string[] {
  const all = [result?.failure?.message, ...entities.map(({ failure }) => failure)];
  return [...new Set(all.filter((message) => message !== undefined))];
}

/** The result knows the retries of its own process only. */
function retriesOf(
  timeline: readonly TimelinePoint[],
  result: KeptResult | undefined,
): Readonly<Record<string, number>> {
  if (timeline.length === 0) return result?.retries ?? {};
  const all: Record<string, number> = {};
  for (const { retries } of timeline)
    for (const [reason, times] of Object.entries(retries)) all[reason] = (all[reason] ?? 0) + times;
  return all;
}

function workedSeconds(
  timeline: readonly TimelinePoint[],
  { startedAt, updatedAt, activeMs }: Checkpoint,
): number {
  if (activeMs !== undefined) return activeMs / 1000;
  if (timeline.length > 0) return timeline.reduce((ms, point) => ms + point.ms, 0) / 1000;
  return Math.max(0, Date.parse(updatedAt) - Date.parse(startedAt)) / 1000;
}

/** A report of a result alone, as `run --json` prints it; a dry run leaves nothing else. */
export function reportOfResult(result: KeptResult): RunReport {
  const entities = result.entities.map(({ entity, table, failure, ...counts }): EntityReport => ({
    entity,
    table,
    tally: { ...emptyTally, ...counts, rows: counts.rows ?? counts.read },
    done: result.outcome === "finished",
    ...(failure && { failure: failure.message }),
  }));
  const total = sum(entities.map(({ tally }) => tally));
  const state = result.dryRun
    ? "dry-run"
    : result.outcome === "stopped"
      ? "stopped"
      : (result.outcome satisfies RunState);
  const { run, startedAt, endedAt, retries } = result;
  const report = { run, state, total, entities, startedAt, retries } as const;
  const standing = {
    hasJournal: false,
    rollback: [],
    folder: "",
    verify: ["verify"],
    command: undefined,
  };
  return {
    ...report,
    ...{ migration: run, place: "", region: "", updatedAt: endedAt, timeline: [], settings: [] },
    workedSeconds: result.activeSeconds ?? (Date.parse(endedAt) - Date.parse(startedAt)) / 1000,
    rejects: Object.entries(total.rejectedBy).map(([code, count]) => rejectGroup(code, count)),
    failures: failuresOf(result, entities),
    next: nextSteps({ ...report, ...standing }),
  };
}

async function readJson<T>(path: string): Promise<T | undefined> {
  try {
    return JSON.parse(await readFile(path, "utf8")) as T;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    const message = `${path} cannot be read (${messageOf(cause)}); correct it, or move it away to report without it`;
    throw new UsageError("run-file-unreadable", message, { cause });
  }
}
