import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { messageOf, UsageError } from "../../errors";
import { nearFile } from "../../files/near-file";
import type { ProcessContext } from "../process-context";

/**
 * Reads a file that was named on the command line.
 * @param what it is, for the message: `migration file`
 * @param remedy how to name another
 * @throws UsageError
 */
export async function readText(
  name: string,
  what: string,
  remedy: string,
  { cwd, texts }: ProcessContext,
): Promise<string> {
  const text = texts?.get(name);
  if (text !== undefined) return text;
  try {
    return await readFile(resolve(cwd, name), "utf8");
  } catch (cause) {
    const missing = (cause as NodeJS.ErrnoException).code === "ENOENT";
    const reason = missing
      ? `${what} ${name} not found${nearFile(resolve(cwd, name))}`
      : `cannot read the ${what} ${name}: ${messageOf(cause)}`;
    throw new UsageError("file-unreadable", `${reason}; ${remedy}`, { cause });
  }
}
