import { cpSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, posix, relative, resolve } from "node:path";

// node write-cdktn.mjs FROM TO PATH...
// Writes the files and folders, which use CDKTF, from FROM to TO so that they use its successor CDK Terrain: as sources, or as
// the output of tsc. Only module specifiers change. The names of the two frameworks have the same length, so that source
// maps stay right.

const [from, to, ...paths] = process.argv.slice(2);
if (paths.length === 0) throw new Error("usage: node write-cdktn.mjs FROM TO PATH...");

/** The text before a module specifier, and the specifier with its quotes. Examples in comments are included. */
const specifiers = /(\bfrom\s*|\b(?:import|require)\s*\(\s*|\bimport\s+)(["'])([^"'\n]+)\2/g;

/** Names of packages; what follows them stays. */
const packages = [
  [/^cdktf-dynamodb(?=$|\/stacks$)/, "cdktf-dynamodb/cdktn"],
  [/^cdktf(?=$|\/)/, "cdktn"],
  [/^@cdktf\/provider-aws(?=$|\/)/, "@cdktn/provider-aws"],
];

function forCdktn(specifier, file) {
  if (specifier.startsWith(".")) return fromNewLocation(specifier, file).replace(/\/cdktf$/, "/cdktn");
  const found = packages.find(([name]) => name.test(specifier));
  return found ? specifier.replace(...found) : specifier;
}

/** The specifier as the written file needs it: files that are not written stay where they are. */
function fromNewLocation(specifier, file) {
  const target = relative(from, resolve(from, dirname(file), specifier));
  if (paths.some((path) => target === path || target.startsWith(`${path}/`))) return specifier;
  return posix.join(relative(resolve(to, dirname(file)), resolve(from)), target);
}

function rewrite(file) {
  const text = readFileSync(join(from, file), "utf8");
  if (file.endsWith(".map")) return withMovedSources(JSON.parse(text), file);
  return text.replace(
    specifiers,
    (_, before, quote, name) => `${before}${quote}${forCdktn(name, file)}${quote}`,
  );
}

function withMovedSources(map, file) {
  const folder = resolve(to, dirname(file));
  const moved = map.sources.map((source) => relative(folder, resolve(from, dirname(file), source)));
  return JSON.stringify({ ...map, sources: moved });
}

/** The files of a folder, or the file itself. */
function filesOf(path) {
  if (statSync(join(from, path)).isFile()) return [path];
  const entries = readdirSync(join(from, path), { recursive: true });
  return entries.map((entry) => join(path, entry)).filter((file) => statSync(join(from, file)).isFile());
}

for (const file of paths.flatMap(filesOf)) {
  mkdirSync(dirname(join(to, file)), { recursive: true });
  if (/\.(?:[cm]?[jt]s|map)$/.test(file)) writeFileSync(join(to, file), rewrite(file));
  else cpSync(join(from, file), join(to, file));
}
