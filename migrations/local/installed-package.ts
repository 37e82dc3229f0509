import { readdirSync, existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/**
 * The folder of an npm package: the project's own copy, or else the one that came with this package.
 * `null` when neither is there; both emulators are optional peers.
 */
export function installedPackage(name: string, cwd: string): string | null {
  for (const from of [join(cwd, "package.json"), __filename]) {
    try {
      return dirname(createRequire(from).resolve(`${name}/package.json`));
    } catch {
      // Not resolvable from here: try the next location.
    }
  }
  return null;
}

/** The folder below `lib` with `DynamoDBLocal.jar`; its name carries the release date. */
export function jarFolder(packageFolder: string): string | null {
  const lib = join(packageFolder, "lib");
  if (!existsSync(lib)) return null;
  const folders = readdirSync(lib).sort().reverse();
  const found = folders.find((folder) => existsSync(join(lib, folder, "DynamoDBLocal.jar")));
  return found === undefined ? null : join(lib, found);
}
