import { stat, writeFile } from "node:fs/promises";
import { relative, resolve } from "node:path";
import { messageOf, UnreachableError } from "../../errors";
import { replaceFile } from "../../files/replace-file";
import type { ProcessContext } from "../process-context";

/** Where a page goes. */
export interface PageTarget {
  /** Relative to the working folder; `-` for standard output. */
  readonly path: string;
  /** For the message: `Report of run forum-20260105`. */
  readonly title: string;
  /** The option that names another path. */
  readonly option: string;
}

/**
 * Writes an HTML page, and tells where it is. A path that exists and is no file, such as /dev/null, is written to; a file
 * is replaced, and so is a link to one.
 *
 * @throws UnreachableError `report-unwritable`
 */
export async function writePage(
  page: string,
  { path: name, title, option }: PageTarget,
  context: ProcessContext,
): Promise<void> {
  if (name === "-") return context.out(page);
  const path = resolve(context.cwd, name);
  const existing = await stat(path).catch(() => undefined);
  const write = existing && !existing.isFile() ? writeFile(path, page) : replaceFile(path, page);
  await write.catch((cause: unknown) => {
    const message = `cannot write the report to ${path}: ${messageOf(cause)}; choose another path with ${option}`;
    throw new UnreachableError("report-unwritable", message, { cause });
  });
  context.error(`${title}: ${relative(context.cwd, path)}`);
}
