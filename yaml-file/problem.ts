/** Where in a document something stands: keys and list indexes from its root. */
export type Path = readonly (string | number)[];

/** Something that is wrong with a document's content, before its position in the file is known. */
export interface Problem {
  readonly path: Path;
  /** The expected value, the actual value and the fix, as one sentence without the position. */
  readonly message: string;
  /** Which part of the entry is wrong: its name or its value. @default "value" */
  readonly at?: "key" | "value";
}

/**
 * A problem with its position in the file; lines and columns count from 1, and are absent for a
 * file that is a program.
 */
export interface LocatedProblem {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
  /** The path as people write it: `tables.posts.billing`. Empty for the file as a whole. */
  readonly path: string;
  readonly message: string;
}

/** Writes a path as people do: `taskRoles.web.tables[2]`; a name of dots alone in brackets. */
export function formatPath(path: Path): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === "number") return `${text}[${step}]`;
    if (/^\.+$/.test(step)) return `${text}[${JSON.stringify(step)}]`;
    return text === "" ? step : `${text}.${step}`;
  }, "");
}
