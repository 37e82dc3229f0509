import { resolve } from "node:path";
import { writeFile } from "node:fs/promises";
import type { RejectLine } from "../../run-store/checkpoint";
import { rejectText } from "../../run-store/reject-text";
import { UsageError } from "../../errors";
import { unwritable } from "../../files/file-system-error";
import { LineList } from "./line-list";
import type { ProcessContext } from "../process-context";

export interface RejectsOptions {
  /** A file for all rejects. */
  readonly rejects?: string;
}

/** A file that takes rejects. */
export interface RejectsFile {
  readonly add: (line: RejectLine) => void;
  readonly close: () => void;
}

/** Opens the file of `--rejects`, empty; `undefined` if none is named. @throws UnreachableError if it cannot be written */
export async function openRejects(
  { rejects }: RejectsOptions,
  { cwd }: ProcessContext,
): Promise<RejectsFile | undefined> {
  if (rejects === undefined) return undefined;
  const path = resolve(cwd, rejects);
  await writeFile(path, "", { mode: 0o600 }).catch((cause: unknown) => {
    throw unwritable("rejects-unwritable", `cannot write the rejects to ${rejects}`, cause);
  });
  const list = new LineList<RejectLine>(path, 0, rejectText);
  return { add: (line) => list.add(line), close: () => list.close() };
}

/** A run keeps its rejects in its folder. @throws UsageError for --rejects without --dry-run */
export function refuseRejects({ rejects, dryRun }: RejectsOptions & { readonly dryRun?: boolean }): void {
  if (rejects === undefined || dryRun) return;
  const message =
    "--rejects goes with --dry-run only: a run writes rejects.jsonl to its folder in the run folder";
  throw new UsageError("options-conflict", message);
}

/** Closes the file after the work, however it ends. */
export async function closing<Result>(
  file: RejectsFile | undefined,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } finally {
    file?.close();
  }
}
