import { chmodSync } from "node:fs";
import { rolldown } from "rolldown";

// Runs after tsc, whose output is what programs import. Bundles the command line into `dist/migrations/cli/bin.js` and
// a file per lazily loaded part in `dist/migrations/chunks`: 300 small files take longer to find and to compile.
// Packages stay outside, so that their updates reach users.

/** Modules whose classes users import, too: `instanceof` must hold between the bundle and the library. */
const shared = [/\/migrations\/errors\.ts$/, /\/migrations\/items\/row\.ts$/];

const platform = "node";
const external = (id) => !id.startsWith(".") && !id.startsWith("/");

const sharedWithLibrary = {
  name: "shared-with-library",
  async resolveId(source, importer) {
    if (!importer || !source.startsWith(".")) return null;
    const resolved = await this.resolve(source, importer, { skipSelf: true });
    if (!resolved || !shared.some((pattern) => pattern.test(resolved.id))) return null;
    // The same path from both folders of the output.
    const id = resolved.id.replace(/^.*\/migrations\//, "../").replace(/\.ts$/, ".js");
    return { id, external: true };
  },
};

async function bundleCommandLine() {
  const bundle = await rolldown({
    ...{ input: "migrations/cli/bin.ts", platform, external, plugins: [sharedWithLibrary] },
  });
  await bundle.write({
    ...{ dir: "dist/migrations", format: "cjs", sourcemap: true, sourcemapExcludeSources: true },
    entryFileNames: "cli/bin.js",
    chunkFileNames: "chunks/[name]-[hash].js",
  });
  await bundle.close();
  chmodSync("dist/migrations/cli/bin.js", 0o755);
}

await bundleCommandLine();
