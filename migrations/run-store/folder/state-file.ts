import { readFile } from "node:fs/promises";
import { dirname } from "node:path";
import type { UsageErrorCode } from "../../error-codes";
import { messageOf, UsageError } from "../../errors";
import { unwritable } from "../../files/file-system-error";
import { replaceFile } from "../../files/replace-file";

/** The code and the advice of the error for a file that cannot be used. */
export interface UnusableFile {
  readonly code: UsageErrorCode;
  /** The fix, as a sentence without its full stop. */
  readonly remedy: string;
}

/**
 * Reads a file that a run relies on; `undefined` if it does not exist. A file that cannot be read does not mean that
 * nothing was done.
 * @param parse throws an Error that says what is wrong with the content
 * @throws UsageError
 */
export async function readStateFile<State>(
  path: string,
  parse: (text: string) => State,
  { code, remedy }: UnusableFile,
): Promise<State | undefined> {
  try {
    return parse(await readFile(path, "utf8"));
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new UsageError(code, `${path} cannot be used: ${messageOf(cause)}. ${remedy}`, { cause });
  }
}

/** Replaces such a file; after it resolves, the new state survives a power cut. @throws UnreachableError */
export async function saveStateFile(path: string, state: object): Promise<void> {
  try {
    await replaceFile(path, `${JSON.stringify(state, null, 2)}\n`);
  } catch (cause) {
    throw unwritable("run-folder-unwritable", `cannot write to ${dirname(path)}`, cause);
  }
}
