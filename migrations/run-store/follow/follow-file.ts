import { join } from "node:path";
import { z } from "zod";
import { formatPath, problemsOf } from "../../../yaml-file";
import { readStateFile, saveStateFile } from "../folder/state-file";
import { followPhases, type FollowState } from "./follow-state";

const fileName = "follow.json";

const count = z.number().int().nonnegative();
const text = z.string().min(1);
const schema: z.ZodType<FollowState> = z.object({
  formatVersion: z.literal(1),
  phase: z.enum(followPhases),
  position: text,
  name: text,
  startedAt: text,
  updatedAt: text,
  counts: z.object({
    ...{ inserts: count, updates: count, deletes: count },
    ...{ written: count, deleted: count, unchanged: count },
  }),
  rejected: z.array(z.object({ entity: text, key: text, code: text, message: z.string() })),
  suspended: z.array(z.object({ entity: text, code: text, message: z.string(), at: text })).optional(),
  unanswered: z.object({ at: text, unmarked: z.array(text) }).optional(),
  dirty: count,
  lagMs: z.number().nonnegative(),
  lags: z
    .array(
      z.object({ at: text, ms: z.number().nonnegative(), session: count, lagMs: z.number().nonnegative() }),
    )
    .optional(),
});

/** The state of following in a run's folder; `undefined` if the run is not followed. @throws UsageError */
export function readFollowState(folder: string): Promise<FollowState | undefined> {
  return readStateFile(join(folder, fileName), parse, {
    code: "follow-state-unreadable",
    remedy: "Restore it from a copy, or start over with run --follow --no-resume",
  });
}

/** Replaces it; after it resolves, the new state survives a power cut. @throws UnreachableError */
export function saveFollowState(folder: string, state: FollowState): Promise<void> {
  return saveStateFile(join(folder, fileName), state);
}

function parse(text: string): FollowState {
  const value: unknown = JSON.parse(text);
  const [problem] = problemsOf(schema, value);
  if (problem) throw new Error(`${formatPath(problem.path)} ${problem.message}`);
  return schema.parse(value);
}
