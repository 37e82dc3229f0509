import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

/** `from "./x"`, `import "./x"`, `import("./x")` and `require("./x")`; one in a comment does no harm. */
const imports = /(?:\bfrom|\bimport|\brequire)\s*\(?\s*(["'])(\.{1,2}\/[^"'\n]+)\1/g;

/**
 * A module with the local ones that it imports, and those that they import: path → text. What is not imported by a
 * fixed relative path, such as a file that is read while the module runs, is not among them.
 * @param resolve finds a module as the one that imports it would; `undefined` where there is none
 */
export async function localModules(
  entry: string,
  resolve: (specifier: string, from: string) => string | undefined,
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  const open = [entry];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (found.has(path)) continue;
    const text = await readFile(path, "utf8");
    found.set(path, text);
    for (const [, , specifier = ""] of text.matchAll(imports)) {
      const resolved = resolve(specifier, path);
      if (resolved !== undefined) open.push(toPath(resolved));
    }
  }
  return found;
}

function toPath(resolved: string): string {
  return resolved.startsWith("file:") ? fileURLToPath(resolved) : resolved;
}
