import type { LocatedProblem } from "./problem";

/** A file that cannot be used. Its message has one line for every problem, in the file's order. */
export class FileError extends Error {
  override readonly name = "FileError";
  readonly problems: readonly LocatedProblem[];

  constructor(problems: readonly LocatedProblem[]) {
    const inOrder = problems.toSorted((a, b) => compare(a.line, b.line) || compare(a.column, b.column));
    super(inOrder.map(formatProblem).join("\n"));
    this.problems = inOrder;
  }
}

function compare(a = 0, b = 0): number {
  return a - b;
}

/** `tables.yaml:14:9 posts.billing.read: min must be at most max (10), got 20` */
export function formatProblem(problem: LocatedProblem): string {
  const { file, line, column } = problem;
  const place = line === undefined ? file : `${file}:${line}:${column ?? 1}`;
  return problem.path === "" ? `${place} ${problem.message}` : `${place} ${problem.path}: ${problem.message}`;
}
