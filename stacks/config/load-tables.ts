import {
  FileError,
  formatPath,
  LocatedDocument,
  type LocatedProblem,
  type Path,
  type Problem,
  problemsOf,
} from "../../yaml-file";
import { configProblems } from "./config-rules";
import { environmentNames, idleRemovalProblems, unknownEnvironment } from "./environment-problems";
import { escapeTemplates } from "./escape-templates";
import { withoutExtensions } from "./extensions";
import { isMapping, type Layer, layerOf, originOf, plain } from "./layers";
import { mergedFile } from "./merged-file";
import { type TablesConfig, tablesSchema, writtenFileSchema } from "./tables-schema";
import { withoutPaths } from "./without-paths";

/** Options of {@link loadTables}. */
export interface LoadOptions {
  /** The environment to build. @default the file's own `environment` */
  readonly environment?: string;
}

/**
 * Reads tables.yaml: merges the environment over the file and every table over the defaults, and checks the result.
 * The file's other environments are checked, too.
 *
 * @throws FileError with all problems of the file, each with its line and column
 */
export function loadTables(fileName: string, text: string, options: LoadOptions = {}): TablesConfig {
  const document = LocatedDocument.parse(fileName, text);
  const file = withoutExtensions(document.value);
  const written = located(document, layerOf(file), [
    ...problemsOf(writtenFileSchema, file),
    ...unknownEnvironment(file, options.environment),
    ...idleRemovalProblems(file),
  ]);
  const { config, problems: merged } = checked(document, file, options.environment);
  const selected = [...written, ...unlike(written, merged)];
  const problems = [...selected, ...problemsOfOthers(document, file, options.environment, selected)];
  if (problems.length > 0 || config === undefined) throw new FileError(problems);
  return escapeTemplates(config);
}

interface Checked {
  readonly problems: readonly LocatedProblem[];
  readonly config: TablesConfig | undefined;
}

/** The file with one environment merged over it. The rules are checked even if parts of it do not fit the schema. */
function checked(document: LocatedDocument, file: unknown, environment: string | undefined): Checked {
  if (!isMapping(file)) return { problems: [], config: undefined };
  const layers = mergedFile(file, environment);
  const merged = plain(layers);
  const formal = problemsOf(tablesSchema, merged);
  const fitting = tablesSchema.safeParse(
    withoutPaths(
      merged,
      formal.map(({ path }) => path),
    ),
  );
  const rules = fitting.success ? configProblems(fitting.data) : [];
  return { problems: located(document, layers, [...formal, ...rules]), config: fitting.data };
}

/** The problems of the environments that are not built, where nothing is reported yet. */
function problemsOfOthers(
  document: LocatedDocument,
  file: unknown,
  environment: string | undefined,
  reported: readonly LocatedProblem[],
): LocatedProblem[] {
  const selected = environment ?? (isMapping(file) ? file["environment"] : undefined);
  const others = environmentNames(file).filter((name) => name !== selected);
  return others.reduce<LocatedProblem[]>((found, name) => {
    const { problems } = checked(document, file, name);
    const added = unlike([...reported, ...found], problems);
    return [
      ...found,
      ...added.map((problem) => ({ ...problem, message: `${problem.message} (environment "${name}")` })),
    ];
  }, []);
}

function located(document: LocatedDocument, layers: Layer, problems: readonly Problem[]): LocatedProblem[] {
  return problems.map(({ path, message, at }) => ({
    file: document.fileName,
    ...placeOf(document, originOf(layers, path), at),
    path: formatPath(path[0] === "tables" && path.length > 1 ? path.slice(1) : path),
    message,
  }));
}

/** A missing member is reported at the name of the mapping that lacks it. */
function placeOf(document: LocatedDocument, path: Path, at: Problem["at"]): { line: number; column: number } {
  if (document.has(path)) return document.locate(path, at);
  return path.length === 0 ? { line: 1, column: 1 } : placeOf(document, path.slice(0, -1), "key");
}

/** The problems at lines and columns where none is reported yet; one that several tables share is reported once. */
function unlike(reported: readonly LocatedProblem[], problems: readonly LocatedProblem[]): LocatedProblem[] {
  const place = ({ line, column }: LocatedProblem) => `${line}:${column}`;
  const known = new Set(reported.map(place));
  const rest = problems.filter((problem) => !known.has(place(problem)));
  const subject = ({ path }: LocatedProblem) => path.slice(path.lastIndexOf(".") + 1);
  const byPlace = new Map(rest.map((one) => [`${place(one)} ${subject(one)} ${one.message}`, one]));
  return [...byPlace.values()];
}
