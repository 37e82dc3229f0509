import type { Frame } from "./cpu-profile";

/** Where the time of a run goes. */
export type RunPart =
  | "source"
  | "transform"
  | "wire"
  | "journal"
  | "ledger"
  | "start-up"
  | "garbage collection"
  | "idle"
  | "Node.js";

/** The first pattern that a path matches decides. */
const folders: readonly (readonly [RegExp, RunPart])[] = [
  [/\/migrations\/(sources|files|table-files)\//, "source"],
  [/\/node_modules\/(csv-parse|@streamparser|better-sqlite3|node-sqlite3-wasm|pg[\w-]*|mysql2)\//, "source"],
  [/\/migrations\/(mapping|objects|pipeline\/read)\//, "transform"],
  [/\/node_modules\/(@marcbachmann\/cel-js|re2js)\//, "transform"],
  [/\/migrations\/dynamodb\//, "wire"],
  [/\/node_modules\/(undici|@aws-sdk|@smithy|@aws-crypto)\//, "wire"],
  [/\/migrations\/(run-store|pipeline\/run)\/.*journal/, "journal"],
  [/\/node_modules\/write-file-atomic\//, "ledger"],
  [/\/migrations\/(run-store|pipeline|seen-keys|report)\//, "ledger"],
  [/\/(migrations|yaml-file)\//, "start-up"],
  [/\/node_modules\//, "start-up"],
];

/** Node.js's modules that load scripts: the time below them is start-up. */
const loading = /^node:internal\/(modules|bootstrap|main|process\/(pre_execution|execution|esm_loader))/;
/** Node.js's modules that only the client of the service uses here. */
const network = /^node:(net|tls|_http|https?|dns|internal\/(net|stream_base_commons|crypto|tls))/;

/** The data model, which every part uses: its time belongs to the caller. */
const shared = /\/migrations\/items\//;

/** The part that a frame's self time belongs to: that of its file, else of the nearest caller that has one. */
export function partOf(frame: Frame): RunPart {
  if (frame.name === "(garbage collector)") return "garbage collection";
  if (frame.name === "(idle)") return "idle";
  let isNetwork = false;
  let isShared = false;
  for (let at: Frame | undefined = frame; at; at = at.caller) {
    if (loading.test(at.file)) return "start-up";
    isNetwork ||= network.test(at.file);
    isShared ||= shared.test(at.file);
    const part = shared.test(at.file) ? undefined : partOfFile(at.file);
    if (part) return isBelowLoading(at) ? "start-up" : part;
  }
  if (isShared) return "transform";
  return isNetwork ? "wire" : "Node.js";
}

function partOfFile(file: string): RunPart | undefined {
  if (!file.startsWith("/")) return undefined;
  return folders.find(([pattern]) => pattern.test(file))?.[1];
}

function isBelowLoading(frame: Frame): boolean {
  for (let at = frame.caller; at; at = at.caller) if (loading.test(at.file)) return true;
  return false;
}
