import { isAbsolute, join, relative } from "node:path";
import { rolldown } from "rolldown";
import { loadedWhenUsed } from "./bundle-when-used.mjs";

// Runs after tsc and write-cdktn.mjs. Bundles the constructs into a file, the stacks into another, and what both use into a
// third, for each of the two frameworks: a hundred small files take longer to find and to compile. The declarations, whose
// folders users see in their editors, stay as they are.

/** Modules that stay files: the check that comes before the framework is loaded, and what the runner uses, too. */
const kept = [/^constructs\/framework\//, /^yaml-file\//];

/** Refers to a kept module by its path from a file of the output, all of which are one folder deep. */
function keptModules(dist) {
  return {
    name: "kept-modules",
    async resolveId(source, importer) {
      if (!importer || !source.startsWith(".")) return null;
      const resolved = await this.resolve(source, importer, { skipSelf: true });
      const path = resolved && relative(".", resolved.id);
      if (!path || !kept.some((pattern) => pattern.test(path))) return null;
      const file = path.replace(/\.ts$/, ".js");
      const from = file.startsWith("constructs/") ? dist : "dist";
      return { id: join(relative(join(dist, "constructs"), from), file), external: true };
    },
  };
}

/** Leaves packages outside, so that their updates reach users; CDK Terrain's instead of CDKTF's for its build. */
function packages(framework) {
  return {
    name: "packages",
    resolveId(source, importer) {
      if (!importer || source.startsWith(".") || isAbsolute(source)) return null;
      const id = source.replace(/^(@?)cdktf(?=$|\/)/, `$1${framework}`);
      return { id, external: true };
    },
  };
}

/** A program makes a few kinds of resources; to load the files of all kinds would take half as long again as CDKTF. */
const resources = loadedWhenUsed(/@cdkt[fn]\/provider-aws\/lib\/[^"]+/);

async function bundle(dist, framework) {
  const output = await rolldown({
    input: { "constructs/index": "constructs/index.ts", "stacks/index": "stacks/index.ts" },
    platform: "node",
    plugins: [packages(framework), keptModules(dist), resources],
  });
  await output.write({
    ...{ dir: dist, format: "cjs", sourcemap: true, sourcemapExcludeSources: true },
    entryFileNames: "[name].js",
    chunkFileNames: "constructs/shared.js",
  });
  await output.close();
}

await bundle("dist", "cdktf");
await bundle("dist/cdktn", "cdktn");
