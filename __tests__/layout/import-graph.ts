import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { preProcessFile } from "typescript";

/** Which files, or which folders, import which others. Paths are relative to the repository. */
export type ImportGraph = ReadonlyMap<string, readonly string[]>;

const root = join(__dirname, "..", "..");

/** Every import between the TypeScript files of folders of the repository, `import type` and `export … from` included. */
export function importsBetweenFiles(...folders: readonly string[]): ImportGraph {
  const files = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((path) => path.endsWith(".ts") && !path.endsWith(".d.ts"))
      .map((path) => join(root, folder, path)),
  );
  const known = new Set(files);
  return new Map(
    files.map((file) => {
      const { importedFiles } = preProcessFile(readFileSync(file, "utf8"), true, true);
      const targets = importedFiles
        .map(({ fileName }) => resolved(file, fileName))
        .filter((path) => known.has(path));
      return [named(file), [...new Set(targets.map(named))]];
    }),
  );
}

/**
 * The imports between the folders that lie directly in `parent`, each with everything below it. Files that lie directly
 * in `parent` are excluded: they join its folders, or all of its folders use them.
 */
export function importsBetweenFolders(files: ImportGraph, parent: string): ImportGraph {
  const folders = new Map<string, Set<string>>();
  for (const [file, targets] of files) {
    const from = childOf(parent, file);
    if (from === undefined) continue;
    const others = folders.get(from) ?? new Set<string>();
    folders.set(from, others);
    for (const to of targets.map((target) => childOf(parent, target)))
      if (to !== undefined && to !== from) others.add(to);
  }
  return new Map([...folders].map(([folder, others]) => [folder, [...others]]));
}

/** Every folder that holds files of the graph, at any depth. */
export function foldersOf(files: ImportGraph): string[] {
  const paths = [...files.keys()].flatMap((file) => {
    const steps = dirname(file).split("/");
    return steps.map((_, depth) => steps.slice(0, depth + 1).join("/"));
  });
  return [...new Set(paths)].toSorted();
}

/** The groups of two or more files or folders that import each other, directly or through others. Sorted. */
export function circles(graph: ImportGraph): string[][] {
  const reached = new Map([...graph.keys()].map((node) => [node, reachableFrom(node, graph)]));
  const groups = [...reached].flatMap(([node, others]) => {
    const group = [...others].filter((other) => reached.get(other)?.has(node)).toSorted();
    return group[0] === node ? [group] : [];
  });
  return groups.toSorted(([a = ""], [b = ""]) => a.localeCompare(b));
}

/** Everything that a node imports, directly or through others; the node itself only if it is part of a circle. */
function reachableFrom(node: string, graph: ImportGraph): Set<string> {
  const reached = new Set<string>();
  const pending = [...(graph.get(node) ?? [])];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (reached.has(next)) continue;
    reached.add(next);
    pending.push(...(graph.get(next) ?? []));
  }
  return reached;
}

/** The folder directly in `parent` that a file lies in or below; undefined for a file that lies elsewhere. */
function childOf(parent: string, file: string): string | undefined {
  const steps = file.startsWith(`${parent}/`) ? file.slice(parent.length + 1).split("/") : [];
  return steps.length < 2 ? undefined : `${parent}/${steps[0]}`;
}

function resolved(from: string, specifier: string): string {
  if (!specifier.startsWith(".")) return specifier;
  const path = join(dirname(from), specifier);
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
  return isFolder ? join(path, "index.ts") : `${path}.ts`;
}

function named(path: string): string {
  return relative(root, path);
}
