import { open } from "node:fs/promises";
import { join } from "node:path";
import { UsageError } from "../../errors";
import { unlessMissing } from "../../files/unless-missing";
import type { RejectLine } from "../checkpoint";
import { readRejectLine } from "../reject-text";
import { readFollowState } from "./follow-file";
import type { FollowState, RejectedRow } from "./follow-state";

/** Rows that a run may have rejected if it is to be followed: their keys are part of the state. */
export const maxRejectedRows = 100_000;

/**
 * The state of following in a run's folder; before the first `follow`, with the rows that the run has rejected.
 * `undefined` if the run is not followed.
 * @throws UsageError if it cannot be read, or the run has rejected too many rows
 */
export async function readFollowedState(folder: string): Promise<FollowState | undefined> {
  const state = await readFollowState(folder);
  if (state?.phase !== "prepared") return state;
  return { ...state, rejected: await rejectedRows(join(folder, "rejects.jsonl")) };
}

async function rejectedRows(path: string): Promise<RejectedRow[]> {
  const rows = new Map<string, RejectedRow>();
  for await (const { entity, rowKey: key, code, message } of rejectLines(path)) {
    if (key === undefined) continue;
    rows.set(`${entity} ${key}`, { entity, key, code, message });
    if (rows.size > maxRejectedRows)
      throw new UsageError(
        "not-followed",
        `${path} has more than ${maxRejectedRows} rejected rows, which are too many to be followed; fix the mapping, then start over with run --follow --no-resume`,
      );
  }
  return [...rows.values()];
}

async function* rejectLines(path: string): AsyncGenerator<RejectLine> {
  const file = await open(path).catch(unlessMissing(undefined));
  if (!file) return;
  try {
    for await (const line of file.readLines()) {
      const reject = readRejectLine(line);
      if (reject) yield reject;
    }
  } finally {
    await file.close();
  }
}
