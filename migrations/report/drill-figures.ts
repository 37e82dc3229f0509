import type { CopyComparison } from "../pipeline/drill/compare-copies";
import type { DrillTargets, RestoreTest } from "../pipeline/drill/drill-result";
import { count, counted } from "./quantity";

/** The options that set targets, as people read them. */
export const targetNames: Readonly<Record<keyof DrillTargets, string>> = {
  rpo: "replication lag (--rpo)",
  rto: "write in a replica region (--rto)",
  restoreRpo: "age of the newest backup (--restore-rpo)",
  restoreRto: "restore (--restore-rto)",
};

/** `37 ms`, `2.5 s`, `3 min 5 s` */
export function secondsText(seconds: number): string {
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
  const hours = Math.floor(seconds / 3600);
  if (hours < 48) return `${hours} h ${Math.floor((seconds % 3600) / 60)} min`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** The median and the maximum of times in milliseconds. */
export function lagText(lagMs: readonly number[], unreplicated: number): string {
  const sorted = lagMs.toSorted((a, b) => a - b);
  const median = sorted[(sorted.length - 1) >> 1];
  const lost = unreplicated > 0 ? `${counted(unreplicated, "heartbeat")} not replicated in time` : "";
  if (median === undefined) return lost;
  const figures = `median ${secondsText(median / 1000)}, maximum ${secondsText((sorted.at(-1) ?? 0) / 1000)} of ${counted(sorted.length, "heartbeat")}`;
  return lost === "" ? figures : `${figures}; ${lost}`;
}

/** How a copy differs. @param copy what it is: `the replica` */
export function comparedText(compared: CopyComparison | undefined, copy: string): string {
  if (!compared) return "not compared";
  const { missing, extra, changed, originalItems, copyItems } = compared;
  if (missing + extra + changed === 0) return `identical, ${counted(originalItems, "item")}`;
  return `${count(originalItems)} items, ${copy} ${count(copyItems)}: ${count(missing)} missing, ${count(extra)} extra, ${count(changed)} changed`;
}

/** What was restored. */
export function restoredText({ kind, source, ageSeconds, restoreSeconds }: RestoreTest): string {
  const what = kind === "recovery" ? `the state of ${source}` : `backup ${source}`;
  return `${what}, ${secondsText(ageSeconds)} old, in ${secondsText(restoreSeconds)}`;
}
