import {
  type Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  type Pair,
  type YAMLError,
  type YAMLMap,
} from "yaml";
import { FileError } from "./file-error";
import { isMergeKey, mergeProblems } from "./merge-key";
import { maxNesting, tooDeepAt } from "./nesting-limit";
import { formatPath, type LocatedProblem, type Path, type Problem } from "./problem";

/** A YAML file whose values remember where they were written. Merge keys (`<<: *base`) are applied. */
export class LocatedDocument {
  private constructor(
    readonly fileName: string,
    /** The file's content as plain JavaScript. An empty file is `null`. */
    readonly value: unknown,
    private readonly root: Node | null,
    private readonly lines: LineCounter,
  ) {}

  /** @throws FileError with all syntax errors at once, duplicate keys and unknown aliases included. */
  static parse(fileName: string, text: string): LocatedDocument {
    refuseDeep(fileName, text);
    const lines = new LineCounter();
    const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, merge: true });
    const errors = document.errors.map((error) => locateSyntaxError(fileName, lines, error));
    const problems = errors.length > 0 ? errors : mergeProblems(fileName, lines, document);
    if (problems.length > 0) throw new FileError(problems);
    return new LocatedDocument(fileName, plainValue(fileName, document), document.contents, lines);
  }

  /** Whether something was written at this path. */
  has(path: Path): boolean {
    return this.follow(path).reached === path.length;
  }

  /** A scalar's text as it was written, without its quotes; `undefined` for anything else. */
  sourceOf(path: Path): string | undefined {
    const { node, reached } = this.follow(path);
    const target = isAlias(node) ? this.resolveAlias(node.source) : node;
    return reached === path.length && isScalar(target) ? target.source : undefined;
  }

  /** Where the path was written; for a path that was not, where its nearest ancestor was. */
  locate(path: Path, at: "key" | "value" = "value"): { readonly line: number; readonly column: number } {
    const { node, pair, reached } = this.follow(path);
    const wanted = at === "key" && reached === path.length && pair ? (pair.key as Node) : node;
    const offset = (wanted ?? (pair?.key as Node | undefined))?.range?.[0] ?? 0;
    const { line, col } = this.lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  }

  /** Adds the position in this file to problems. */
  report(problems: readonly Problem[], format: (path: Path) => string = formatPath): LocatedProblem[] {
    return problems.map(({ path, message, at }) => ({
      file: this.fileName,
      ...this.locate(path, at),
      path: format(path),
      message,
    }));
  }

  private follow(path: Path): { node: Node | null; pair: Pair | undefined; reached: number } {
    let node = this.root;
    let pair: Pair | undefined;
    for (const [depth, step] of path.entries()) {
      const next = this.child(node, step);
      if (next === undefined) return { node, pair, reached: depth };
      node = next.node;
      pair = next.pair;
    }
    return { node, pair, reached: path.length };
  }

  private child(parent: Node | null, step: string | number): { node: Node | null; pair?: Pair } | undefined {
    const target = isAlias(parent) ? this.resolveAlias(parent.source) : parent;
    if (isSeq(target)) {
      const node = target.items[Number(step)];
      return node === undefined ? undefined : { node: node as Node };
    }
    if (!isMap(target)) return undefined;
    const pair = target.items.find((item) => !isMergeKey(item.key) && String(item.key) === String(step));
    if (pair) return { node: (pair.value as Node | null) ?? (pair.key as Node), pair };
    return this.mergedChild(target, step);
  }

  /** A key that a mapping has by `<<` is found where it was written; of several sources the first counts. */
  private mergedChild(parent: YAMLMap, step: string | number) {
    const sources = parent.items
      .filter(({ key }) => isMergeKey(key))
      .flatMap(({ value }) => this.sources(value));
    return sources.map((source) => this.child(source, step)).find((child) => child !== undefined);
  }

  private sources(value: unknown): Node[] {
    const node = isAlias(value) ? this.resolveAlias(value.source) : (value as Node);
    return isSeq(node) ? (node.items as Node[]) : node ? [node] : [];
  }

  private resolveAlias(anchor: string): Node | null {
    let found: Node | null = null;
    const search = (node: unknown): void => {
      if (isPair(node)) return search(node.value);
      if ((node as { anchor?: string } | null)?.anchor === anchor) found = node as Node;
      if (isMap(node) || isSeq(node)) node.items.forEach(search);
    };
    search(this.root);
    return found;
  }
}

function refuseDeep(file: string, text: string): void {
  const offset = tooDeepAt(text);
  if (offset === undefined) return;
  const before = text.slice(0, offset).split("\n");
  const place = { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
  const message = `lists and mappings must nest at most ${maxNesting} levels deep`;
  throw new FileError([{ file, ...place, path: "", message }]);
}

/** @throws FileError if aliases of aliases would make a value of any size out of a small file */
function plainValue(file: string, document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount });
  } catch (cause) {
    if (!(cause instanceof ReferenceError)) throw cause;
    const message = `aliases (*name) of values that hold aliases expand to more than ${maxAliasCount} values; write some of them out`;
    throw new FileError([{ file, path: "", message }]);
  }
}

/** Values that the aliases of a file may expand to. */
const maxAliasCount = 1000;

function locateSyntaxError(file: string, lines: LineCounter, error: YAMLError): LocatedProblem {
  const { line, col } = lines.linePos(error.pos[0]);
  return { file, line, column: col, path: "", message: `not valid YAML: ${error.message}` };
}
