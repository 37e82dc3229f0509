import type { Path, Problem } from "../../yaml-file";
import { isMapping } from "./layers";

/** A part of the format that this version cannot build. */
interface Unbuilt {
  /** Keys from the file's root; `*` stands for any key. */
  readonly path: readonly string[];
  /** What is built all the same. */
  readonly except?: (value: unknown) => boolean;
  readonly subject?: string;
  readonly remedy: string;
  /** What stands in its place while the rest of the file is checked. */
  readonly placeholder?: unknown;
}

const unbuilt: readonly Unbuilt[] = [
  { path: ["budget"], remedy: "remove it" },
  { path: ["network"], remedy: "remove it" },
];

/** What a file asks for and this version cannot build, and the file without it. */
export function withoutUnbuilt(file: unknown): { readonly file: unknown; readonly problems: Problem[] } {
  const patterns = unbuilt.flatMap((one) => [one, { ...one, path: ["environments", "*", ...one.path] }]);
  return patterns.reduce<{ file: unknown; problems: Problem[] }>(
    (before, one) => {
      const { value, found } = replace(before.file, one, []);
      return { file: value, problems: [...before.problems, ...found.map((path) => problem(one, path))] };
    },
    { file, problems: [] },
  );
}

function problem({ subject, remedy }: Unbuilt, path: Path): Problem {
  const what = subject === undefined ? "" : `${subject} `;
  return {
    path,
    at: "key",
    message: `${what}is part of the format, but this version cannot build it yet; ${remedy}`,
  };
}

function replace(value: unknown, unbuilt: Unbuilt, path: Path): { value: unknown; found: Path[] } {
  const [step, ...rest] = unbuilt.path;
  if (step === undefined)
    return unbuilt.except?.(value) ? { value, found: [] } : { value: unbuilt.placeholder, found: [path] };
  if (!isMapping(value)) return { value, found: [] };
  const found: Path[] = [];
  const entries = Object.entries(value).map(([key, inner]) => {
    if (step !== "*" && step !== key) return [key, inner] as const;
    const below = replace(inner, { ...unbuilt, path: rest }, [...path, key]);
    found.push(...below.found);
    return [key, below.value] as const;
  });
  return { value: Object.fromEntries(entries.filter(([, inner]) => inner !== undefined)), found };
}
