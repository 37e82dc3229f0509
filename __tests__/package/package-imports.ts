import { existsSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { dirname, join, relative } from "node:path";

interface Manifest {
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta: Readonly<Record<string, { readonly optional?: boolean }>>;
}

/** The packages of a framework, which are optional; the entry points of the framework import them. */
const frameworks = new Map([
  ["cdktf", ["cdktf", "@cdktf/provider-aws"]],
  ["cdktn", ["cdktn", "@cdktn/provider-aws"]],
]);

/**
 * Imports that a compiler or a bundler resolves, from the entry points on, of packages that need not be installed:
 * neither a dependency, nor a required peer dependency, nor the framework of the entry point. One line each,
 * `dist/a.d.ts: pg`.
 */
export function strangeImports(folder: string): string[] {
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
  return Object.entries(manifest.exports).flatMap(([entry, target]) => {
    const allowed = new Set([...installedAlways(manifest), ...(frameworks.get(frameworkOf(entry)) ?? [])]);
    return strangeImportsFrom(folder, entryFiles(target), allowed);
  });
}

function frameworkOf(entry: string): string {
  if (entry.startsWith("./cdktn")) return "cdktn";
  return entry === "." || entry === "./stacks" ? "cdktf" : "none";
}

function strangeImportsFrom(
  folder: string,
  files: readonly string[],
  allowed: ReadonlySet<string>,
): string[] {
  const queue = files.map((file) => join(folder, file));
  const seen = new Set(queue);
  const strange: string[] = [];
  for (const file of queue) {
    for (const specifier of specifiersIn(readFileSync(file, "utf8"))) {
      if (specifier.startsWith(".")) {
        const next = fileOf(join(dirname(file), specifier), file.endsWith(".d.ts") ? ".d.ts" : ".js");
        if (!seen.has(next)) queue.push(next);
        seen.add(next);
      } else if (!allowed.has(packageOf(specifier))) {
        strange.push(`${relative(folder, file)}: ${specifier}`);
      }
    }
  }
  return strange;
}

function installedAlways({ dependencies, peerDependencies, peerDependenciesMeta }: Manifest): Set<string> {
  const optional = new Map(Object.entries(peerDependenciesMeta));
  const required = Object.keys(peerDependencies).filter((name) => optional.get(name)?.optional !== true);
  return new Set([...builtinModules, ...Object.keys(dependencies), ...required]);
}

function entryFiles(target: Manifest["exports"][string]): string[] {
  const files = typeof target === "string" ? [target] : Object.values(target);
  return files.filter((file) => /\.js$|\.d\.ts$/.test(file));
}

/** Literals after `from`, in `import(…)` and in `require(…)`; comments do no harm, for they name files that exist. */
function specifiersIn(text: string): string[] {
  const code = text.replace(/\/\*.*?\*\//gs, "").replace(/^\s*\/\/.*$/gm, "");
  const forms = /(?:\bfrom\s+|\bimport\s*\(\s*|\brequire\s*\(\s*|^import\s+)"([^"\n]+)"/gm;
  return [...code.matchAll(forms)].map((found) => found[1] ?? "");
}

function fileOf(path: string, extension: string): string {
  const bare = path.replace(/\.js$/, "");
  const candidates = [bare + extension, join(bare, `index${extension}`), path];
  const found = candidates.find((candidate) => existsSync(candidate) && /\.\w+$/.test(candidate));
  if (found === undefined) throw new Error(`${path} is imported and not in the package`);
  return found;
}

/** `node:fs` → `fs`, `@a/b/c` → `@a/b`. */
function packageOf(specifier: string): string {
  const parts = specifier.replace(/^node:/, "").split("/");
  const length = specifier.startsWith("@") ? 2 : 1;
  return specifier.startsWith("node:") ? parts.join("/") : parts.slice(0, length).join("/");
}
