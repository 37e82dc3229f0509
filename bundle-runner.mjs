import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { rolldown } from "rolldown";
import { loadedWhenUsed } from "./bundle-when-used.mjs";

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

/**
 * Imports of packages of CommonJS when they are used. `import()` starts the loader of ES modules, which reads their files
 * once more for the names of their exports: `require` takes a fraction of the time.
 */
const dynamicImport = /\bimport\(\s*("(?:undici|@aws-sdk)\/?[^"]*")\s*\)/g;
const requiredInstead =
  "Promise.resolve(() => require($1)).then((load) => Object.create(load(), { default: { get: load } }))";

/** Replaces them within their lines, so that the source maps stay right. */
function requireWhenUsed({ output }) {
  for (const { fileName, code = "" } of output) {
    const replaced = code.replace(dynamicImport, requiredInstead);
    if (replaced !== code) writeFileSync(join("dist/migrations", fileName), replaced);
  }
}

/** Modules of Node.js that `--help` does not need. */
const unusedByHelp = /node:(?:crypto|child_process|readline|readline\/promises|stream\/consumers)/;

async function bundleCommandLine() {
  const bundle = await rolldown({
    ...{
      input: "migrations/cli/bin.ts",
      platform,
      external,
      plugins: [sharedWithLibrary, loadedWhenUsed(unusedByHelp, /^cli\/bin\.js$/)],
    },
  });
  const written = await bundle.write({
    ...{ dir: "dist/migrations", format: "cjs", sourcemap: true, sourcemapExcludeSources: true },
    entryFileNames: "cli/bin.js",
    chunkFileNames: "chunks/[name]-[hash].js",
    // Nobody imports these files, so that nobody sees what documents their functions.
    comments: { jsdoc: false },
  });
  await bundle.close();
  requireWhenUsed(written);
  chmodSync("dist/migrations/cli/bin.js", 0o755);
}

await bundleCommandLine();
