import { join, relative } from "node:path";
import { rolldown } from "rolldown";

// Runs after tsc. Bundles the library that applications import into `dist/cutover/index.js` and a file per lazily loaded
// part: a hundred small files take longer to find and to compile. Packages stay outside, so that their updates reach users.

/** Modules that stay files: their classes are thrown, or given to users, by the migration library as well. */
const kept = [/^migrations\/errors\.ts$/, /^migrations\/items\/row\.ts$/, /^yaml-file\//];

const keptModules = {
  name: "kept-modules",
  async resolveId(source, importer) {
    if (!importer) return null;
    if (!source.startsWith(".") && !source.startsWith("/")) return { id: source, external: true };
    const resolved = await this.resolve(source, importer, { skipSelf: true });
    const path = resolved && relative(".", resolved.id);
    if (!path || !kept.some((pattern) => pattern.test(path))) return null;
    return { id: join("..", path.replace(/\.ts$/, ".js")), external: true };
  },
};

const bundle = await rolldown({ input: "cutover/index.ts", platform: "node", plugins: [keptModules] });
await bundle.write({
  ...{ dir: "dist/cutover", format: "cjs", sourcemap: true, sourcemapExcludeSources: true },
  entryFileNames: "index.js",
  chunkFileNames: "[name]-[hash].js",
});
await bundle.close();
