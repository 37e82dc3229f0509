import { randomUUID } from "node:crypto";
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { open, rename, rm } from "node:fs/promises";
import { withPath } from "./file-system-error";
import { privateFile } from "./private-files";

/**
 * Writes a file under another name and gives it its own once it is on disk: a reader finds the old content or
 * the new one. A symbolic link is replaced, and its target is left alone. Only the owner may read the file.
 */
export async function replaceFile(path: string, content: string): Promise<void> {
  const draft = draftOf(path);
  try {
    const file = await open(draft, "wx", privateFile);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw withPath(error, path);
  }
}

/** {@link replaceFile}, without giving other work a turn. */
export function replaceFileSync(path: string, content: string): void {
  const draft = draftOf(path);
  try {
    const file = openSync(draft, "wx", privateFile);
    try {
      writeFileSync(file, content);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw withPath(error, path);
  }
}

function draftOf(path: string): string {
  return `${path}.${randomUUID()}`;
}
