import { existsSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";

// Runs last. Removes from dist every module and declaration that no entry of package.json reaches: what the bundles have taken
// in, and the declarations of internal modules.

const { exports, bin } = JSON.parse(readFileSync("package.json", "utf8"));

/** The files that entries name by any of their conditions, as `./dist/cutover/index.d.ts`. */
function entriesIn(value) {
  return typeof value === "string" ? [join(value)] : Object.values(value).flatMap(entriesIn);
}

/** The files of dist that a module or a declaration imports, with or without an extension, or as a folder. */
function importsOf(file) {
  const extension = file.endsWith(".d.ts") ? ".d.ts" : ".js";
  const specifiers = readFileSync(file, "utf8").matchAll(
    /\b(?:from|import|require)\s*\(?\s*["'](\.{1,2}(?:\/[^"']*)?)["']/g,
  );
  return [...specifiers].flatMap(([, specifier]) => {
    const path = join(dirname(file), specifier);
    const candidates = [path, `${path}${extension}`, path.replace(/\.js$/, extension)];
    const found = [...candidates, join(path, `index${extension}`)].find(isFile);
    return found ? [found] : [];
  });
}

function isFile(path) {
  return existsSync(path) && statSync(path).isFile();
}

function reachableFrom(entries) {
  const reached = new Set();
  const pending = [...entries];
  for (let file = pending.pop(); file !== undefined; file = pending.pop()) {
    if (reached.has(file)) continue;
    reached.add(file);
    pending.push(...importsOf(file));
  }
  return reached;
}

const entries = entriesIn([exports, bin]).filter((path) => /^dist\/.*(\.js|\.d\.ts)$/.test(path));
const missing = entries.filter((path) => !isFile(path));
if (missing.length > 0)
  throw new Error(`package.json names files that were not built: ${missing.join(", ")}`);
const reached = reachableFrom(entries);
for (const path of readdirSync("dist", { recursive: true }).map((name) => join("dist", name)))
  if (isFile(path) && !reached.has(path.replace(/\.map$/, ""))) rmSync(path);
