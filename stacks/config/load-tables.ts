import {
  FileError,
  formatPath,
  LocatedDocument,
  type LocatedProblem,
  nearMiss,
  type Path,
  type Problem,
  problemsOf,
} from "../../yaml-file";
import { configProblems } from "./config-rules";
import { escapeTemplates } from "./escape-templates";
import { withoutExtensions } from "./extensions";
import { idleRemovals, isMapping, lay, type Layer, layerOf, originOf, plain, withEntries } from "./layers";
import { type TablesConfig, tablesSchema, writtenFileSchema } from "./tables-schema";

/** What is decided outside the file. */
export interface LoadOptions {
  /** Which environment to build, whatever the file itself says. @default the file's own `environment` */
  readonly environment?: string;
}

/**
 * Reads tables.yaml: lays the environment over the file and the defaults under every table, and checks the
 * result.
 *
 * @throws FileError with everything that is wrong, each with its place in the file
 */
export function loadTables(fileName: string, text: string, options: LoadOptions = {}): TablesConfig {
  const document = LocatedDocument.parse(fileName, text);
  const file = withoutExtensions(document.value);
  const written = locate(document, layerOf(file), [
    ...problemsOf(writtenFileSchema, file),
    ...environmentProblems(file, options),
    ...removalProblems(file),
  ]);
  const layers = layersOf(file, options);
  const merged = plain(layers);
  const formal = isMapping(file) ? problemsOf(tablesSchema, merged) : [];
  const sound = tablesSchema.safeParse(without(merged, formal));
  const rules = isMapping(file) && sound.success ? configProblems(sound.data) : [];
  const problems = joined(written, locate(document, layers, [...formal, ...rules]));
  if (problems.length > 0 || !sound.success) throw new FileError(problems);
  return escapeTemplates(sound.data);
}

/** The file without the values whose form is wrong, so that the rules can be held against the rest in the same report. */
function without(merged: unknown, problems: readonly Problem[]): unknown {
  return problems.reduce((rest, { path }) => withoutPath(rest, path), merged);
}

function withoutPath(value: unknown, [step, ...below]: Path): unknown {
  if (step === undefined || typeof value !== "object" || value === null) return value;
  if (below.length === 0) return dropped(value, step);
  const kept = Object.entries(value).map(([key, member]) => [
    key,
    key === String(step) ? withoutPath(member, below) : (member as unknown),
  ]);
  return Array.isArray(value) ? kept.map(([, member]) => member) : Object.fromEntries(kept);
}

function dropped(value: object, step: string | number): unknown {
  if (Array.isArray(value)) return value.filter((_, index) => index !== step);
  return Object.fromEntries(Object.entries(value).filter(([key]) => key !== String(step)));
}

/** The environment over the file, the defaults under every table. */
function layersOf(file: unknown, { environment }: LoadOptions): Layer {
  const written = layerOf(file);
  const chosen = environment ?? written.entries?.get("environment")?.leaf;
  const overlay = written.entries?.get("environments")?.entries?.get(String(chosen));
  const whole = lay(overlay, withEntries(written, { environments: undefined }));
  const named =
    environment === undefined
      ? whole
      : withEntries(whole, { environment: { origin: [], leaf: environment } });
  return { ...withDefaults(named), origin: [] };
}

function withDefaults(file: Layer): Layer {
  const defaults = file.entries?.get("defaults");
  const tables = file.entries?.get("tables");
  if (!defaults?.entries || !tables?.entries) return file;
  const filled = [...tables.entries].map(([id, table]) => [id, layUnder(defaults, table, id)] as const);
  return withEntries(file, { tables: { ...tables, entries: new Map(filled) } });
}

function layUnder(defaults: Layer, table: Layer, id: string): Layer {
  return table.entries ? lay(table, defaults, ["tables", id]) : table;
}

function environmentProblems(file: unknown, { environment }: LoadOptions): Problem[] {
  if (environment === undefined) return [];
  const known = [...(layerOf(file).entries?.get("environments")?.entries?.keys() ?? [])];
  if (known.includes(environment)) return [];
  const there = known.length === 0 ? "; the file has none" : `; there are ${known.join(", ")}`;
  const message = `there is no environment "${environment}"${nearMiss(environment, known) || there}`;
  return [{ path: ["environments"], at: "key", message }];
}

/** An environment that removes what the file does not have: a misspelled name, or a setting of `defaults`. */
function removalProblems(file: unknown): Problem[] {
  const written = layerOf(file);
  const base = withEntries(written, { environments: undefined });
  const environments = [...(written.entries?.get("environments")?.entries?.values() ?? [])];
  return environments
    .flatMap((environment) => idleRemovals(environment, base))
    .map((path) => ({ path, at: "key", message: "removes nothing: the file has no such entry here" }));
}

function locate(document: LocatedDocument, layers: Layer, problems: readonly Problem[]): LocatedProblem[] {
  return problems.map(({ path, message, at }) => ({
    file: document.fileName,
    ...placeOf(document, originOf(layers, path), at),
    path: formatPath(path[0] === "tables" && path.length > 1 ? path.slice(1) : path),
    message,
  }));
}

/** What is missing is reported at the name of what it is missing from. */
function placeOf(document: LocatedDocument, path: Path, at: Problem["at"]): { line: number; column: number } {
  if (document.has(path)) return document.locate(path, at);
  return path.length === 0 ? { line: 1, column: 1 } : placeOf(document, path.slice(0, -1), "key");
}

/** What is wrong as written and, where that says nothing yet, as merged; what tables share is said once. */
function joined(written: readonly LocatedProblem[], merged: readonly LocatedProblem[]): LocatedProblem[] {
  const place = ({ line, column }: LocatedProblem) => `${line}:${column}`;
  const said = new Set(written.map(place));
  const rest = merged.filter((problem) => !said.has(place(problem)));
  const subject = ({ path }: LocatedProblem) => path.slice(path.lastIndexOf(".") + 1);
  const byPlace = new Map(rest.map((one) => [`${place(one)} ${subject(one)} ${one.message}`, one]));
  return [...written, ...byPlace.values()];
}
