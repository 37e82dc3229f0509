import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { formatPath, problemsOf } from "../../../yaml-file";
import { messageOf, UsageError } from "../../errors";
import { replaceFile } from "../../files/replace-file";
import { unwritable } from "../../files/file-system-error";
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
  dirty: count,
  lagMs: z.number().nonnegative(),
});

/** The state of following in a run's folder; `undefined` if the run is not followed. @throws UsageError */
export async function readFollowState(folder: string): Promise<FollowState | undefined> {
  const path = join(folder, fileName);
  try {
    const value: unknown = JSON.parse(await readFile(path, "utf8"));
    const [problem] = problemsOf(schema, value);
    if (problem) throw new Error(`${formatPath(problem.path)} ${problem.message}`);
    return schema.parse(value);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    const message = `${path} cannot be used: ${messageOf(cause)}. Restore it from a copy, or start over with run --follow --no-resume`;
    throw new UsageError("follow-state-unreadable", message, { cause });
  }
}

/** Replaces it; after it resolves, the new state survives a power cut. @throws UnreachableError */
export async function saveFollowState(folder: string, state: FollowState): Promise<void> {
  try {
    await replaceFile(join(folder, fileName), `${JSON.stringify(state, null, 2)}\n`);
  } catch (cause) {
    throw unwritable("run-folder-unwritable", `cannot write to ${folder}`, cause);
  }
}
