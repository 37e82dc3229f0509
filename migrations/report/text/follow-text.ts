import { type CommandArguments, commandText } from "../../command-line";
import type { FollowProgress, FollowResult } from "../../pipeline/follow/follow-progress";
import { count, counted, duration } from "../quantity";

const outcomes: Readonly<Record<FollowResult["outcome"], string>> = {
  "caught-up": "caught up: every change up to the position is carried over",
  interrupted: "interrupted; the position is saved",
  stopped: "stopped",
};

/** How following ended, for people. @param next command to suggest */
export function followText(run: string, result: FollowResult, next: CommandArguments): string[] {
  const { outcome, failure, rejected, suspended } = result;
  return [
    `Run ${run}: ${outcomes[outcome]}`,
    followLine(result),
    ...(failure ? [failure.message, `Code: ${failure.code}`] : []),
    ...(rejected > 0
      ? [
          `${counted(rejected, "row")} cannot become items until they are written again; see follow-rejects.jsonl`,
        ]
      : []),
    ...suspendedLines(suspended),
    ...(outcome === "caught-up" ? [`Next: ${commandText(next)}`] : []),
  ];
}

/** The entities that are not followed, and the way to follow them again. */
export function suspendedLines(suspended: FollowResult["suspended"]): string[] {
  return suspended.map(
    ({ entity, at, message }) =>
      `Suspended: ${entity}, since ${at}: ${message}. To follow it again: dynamodb-migrate follow reload --entity ${entity}`,
  );
}

/**
 * What to do about a write that had no response, while it may arrive.
 * @param at when it was sent at the latest, ISO 8601
 * @param settledMs after which it cannot arrive anymore
 */
export function unansweredLines(at: string, settledMs: number, now: Date): string[] {
  const until = Date.parse(at) + settledMs;
  if (now.getTime() >= until) return [];
  return [
    `A write may have had no response at ${at}: it may be carried out after newer ones until ${new Date(until).toISOString()}. Run verify --live then`,
  ];
}

/** `1,203 changes (800 inserted, 300 updated, 103 deleted): 1,090 items written, 103 deleted, 10 unchanged; lag 0.3 s` */
export function followLine({
  counts,
  dirty,
  rejected,
  suspended,
  lagMs,
}: Omit<FollowProgress, "phase">): string {
  const { inserts, updates, deletes, written, deleted, unchanged } = counts;
  const changes = counted(inserts + updates + deletes, "change");
  const kinds = `${count(inserts)} inserted, ${count(updates)} updated, ${count(deletes)} deleted`;
  const items = `${counted(written, "item")} written, ${count(deleted)} deleted, ${count(unchanged)} unchanged`;
  const open = dirty > 0 ? `; ${counted(dirty, "row")} to carry over` : "";
  const refused = rejected > 0 ? `; ${counted(rejected, "row")} rejected` : "";
  const stopped =
    suspended.length > 0 ? `; ${counted(suspended.length, "entity", "entities")} suspended` : "";
  return `${changes} (${kinds}): ${items}; lag ${duration(lagMs / 1000)}${open}${refused}${stopped}`;
}
