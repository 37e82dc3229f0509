import { readFile, stat } from "node:fs/promises";

/** A document is read as a whole. */
const maxDocumentBytes = 256 * 1024 * 1024;

/** A JSON document; `undefined` if there is none, if it is no JSON, or if it is larger than 256 MiB. */
export async function readDocument(path: string): Promise<unknown> {
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile() || found.size > maxDocumentBytes) return undefined;
  try {
    return JSON.parse(await readFile(path, "utf8"));
  } catch {
    return undefined;
  }
}
