import { chmodSync, readdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
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

/** Removes what tsc compiled of the command line, but for what the library uses of it, and all declarations. */
async function removeBundledModules() {
  // Not the modules of the output: those are without what the bundler found to be unused.
  const ofLibrary = new Set();
  const remember = {
    name: "remember-modules",
    buildEnd() {
      for (const id of this.getModuleIds()) ofLibrary.add(id);
    },
  };
  const bundle = await rolldown({
    ...{ input: "migrations/index.ts", platform, external },
    plugins: [remember],
  });
  await bundle.generate({ format: "cjs" });
  await bundle.close();
  const folder = "migrations/cli";
  for (const file of readdirSync(join("dist", folder), { recursive: true })) {
    if (!file.endsWith(".js") || ofLibrary.has(resolve(folder, file.replace(/\.js$/, ".ts")))) continue;
    rmSync(join("dist", folder, file));
    rmSync(join("dist", folder, `${file}.map`));
  }
}

await removeBundledModules();
await bundleCommandLine();
