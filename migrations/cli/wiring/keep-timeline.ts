import { join } from "node:path";
import type { RunStore } from "../../run-store/checkpoint";
import { messageOf } from "../../errors";
import { Timeline } from "../../pipeline/timeline/timeline";
import { timelineFile, TimelineFile } from "../../run-store/timeline/timeline-file";
import type { ProcessContext } from "../process-context";

/** Looked at several times in a point of the timeline. */
const tickMs = 100;

/** A timeline that is written to the run folder during the run. */
export interface KeptTimeline {
  readonly timeline: Timeline;
  readonly close: () => void;
}

/** Starts a run's timeline, or resumes it. */
export async function keepTimeline(
  { folder, checkpoint }: Pick<RunStore, "folder" | "checkpoint">,
  context: ProcessContext,
): Promise<KeptTimeline> {
  const onTrouble = (error: unknown): void =>
    context.error(`the run continues without its timeline, which cannot be written: ${messageOf(error)}`);
  const file = await TimelineFile.open(join(folder, timelineFile), onTrouble);
  const settled = Object.entries(checkpoint?.entities ?? {}).map(([name, { settledUpTo }]) => [
    name,
    settledUpTo,
  ]);
  const before = Object.fromEntries(settled) as Record<string, number>;
  const timeline = new Timeline(file, context.now, before, context.monotonic);
  const timer = setInterval(() => timeline.tick(), tickMs);
  timer.unref();
  return {
    timeline,
    close: () => {
      clearInterval(timer);
      timeline.finish();
    },
  };
}
