import { readdir } from "node:fs/promises";
import { isAbsolute, join } from "node:path";

/** Whether a name stands for several files: it has `*` or `?`. */
export function isPattern(name: string): boolean {
  return /[*?]/.test(name);
}

/**
 * The files whose paths match a pattern, sorted by their paths: `*` is any text and `?` any character within a name, but not
 * the dot at its start.
 * @param folder that the pattern is relative to
 * @throws Error of the file system if a folder cannot be read
 */
export async function matchingFiles(folder: string, pattern: string): Promise<string[]> {
  if (isAbsolute(pattern)) return (await matchingFiles("/", pattern.slice(1))).map((path) => `/${path}`);
  let found = [""];
  const steps = pattern.split("/");
  for (const [index, step] of steps.entries()) {
    const isLast = index === steps.length - 1;
    const next = isPattern(step)
      ? found.map((path) =>
          namesIn(join(folder, path), step, isLast).then((names) => names.map((name) => under(path, name))),
        )
      : [Promise.resolve(found.map((path) => under(path, step)))];
    found = (await Promise.all(next)).flat();
  }
  return found.toSorted();
}

function under(path: string, name: string): string {
  return path === "" ? name : `${path}/${name}`;
}

async function namesIn(folder: string, pattern: string, isFile: boolean): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const form = formOf(pattern);
  return entries
    .filter((entry) => entry.isSymbolicLink() || entry.isFile() === isFile)
    .map(({ name }) => name)
    .filter((name) => form.test(name) && (!name.startsWith(".") || pattern.startsWith(".")));
}

function formOf(pattern: string): RegExp {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", "[^/]*")
    .replaceAll("?", "[^/]");
  return new RegExp(`^${source}$`, "su");
}
