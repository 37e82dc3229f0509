import { link } from "node:fs/promises";

/**
 * Gives a file a further name, unless a file of that name exists: the one step that only one process can win.
 *
 * @returns whether it did
 */
export async function linkFile(path: string, name: string): Promise<boolean> {
  try {
    await link(path, name);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}
