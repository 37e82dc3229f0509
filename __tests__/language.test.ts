import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { repository } from "./docs/doc-page";

/** A phrase that plain technical English does not use here, and what to write instead. */
interface LeftOut {
  readonly phrase: RegExp;
  readonly instead: string;
}

const leftOut: readonly LeftOut[] = [
  { phrase: /\banew\b/i, instead: "again; for a run: start over" },
  { phrase: /\b(go|goes|going|gone) on\b/i, instead: "resume (a run, a read); continue (anything else)" },
  { phrase: /\b(take|takes|taken|taking|took) back\b/i, instead: "roll back" },
  { phrase: /\b(hold|holds|held|holding)\b[^.;]{0,40}\bagainst\b/i, instead: "compare with, check against" },
  { phrase: /\breckon/i, instead: "estimate, assume, calculate" },
  {
    phrase: /\b(so|as) many as there are\b|\bso many (bytes|items|rows|units|segments)\b/i,
    instead: "the number",
  },
  { phrase: /\bat most so\b/i, instead: "at most, with the number" },
  { phrase: /\b(mend|mends|mended|mending)\b/i, instead: "fix, correct" },
  { phrase: /\bshall\b/i, instead: "must, or the imperative" },
  { phrase: /\bpatience\b|\bpatient\b/i, instead: "retry policy, polling interval" },
  { phrase: /\bdear(er|est)?\b/i, instead: "expensive, costs more" },
  { phrase: /\bput away\b/i, instead: "offloaded to S3" },
  { phrase: /\bof its own accord\b|\bwithout a word\b/i, instead: "by itself; unexpectedly" },
  { phrase: /\b(units|items|requests|rows|pages) a second\b/i, instead: "… per second" },
  { phrase: /\bdefect of its own\b/i, instead: "internal error" },
  {
    phrase: /\busual(RunFolder|Timeouts|Size)\b|\bmost(Bytes|Items|Points)\b/,
    instead: "default…, max… in names",
  },
];

/** Further words of the glossary, as far as a pattern can tell them from the same word in its ordinary meaning. */
const furtherWords: readonly LeftOut[] = [
  { phrase: /\bbehind\b/i, instead: "after, past" },
  {
    phrase: /\bleft out\b|\bleav(e|es|ing) (out|it out|them out|one out|`[^`]+` out|--\S+ out)\b/i,
    instead: "omitted (an option), excluded (rows), skipped",
  },
  // Except the state "begin" in the cursors of table scans, and methods of that name.
  { phrase: /\b(begin|begins|began|begun)\b(?!["(<])/, instead: "start" },
  { phrase: /(?<![-\w])answer(s|ed|ing)?\b(?! is nested|s is)/i, instead: "response, respond, result" },
  { phrase: /\b(broken|bad) (row|line|cell)s?\b/i, instead: "malformed row" },
  {
    phrase: /\bthe usual\b|\ban? usual\b|\busual[A-Z]\w*|\bconst usual\b/,
    instead: "default, typical, common",
  },
  {
    phrase: /\b(its|their|the|a|another|each|one|same|this|which|only|no) places?\b|\bin place of\b/i,
    instead: "location, position, path, endpoint; instead of",
  },
  {
    phrase: /\bthere is no (such )?(file|folder|table|run|migration|row|item|outputs)\b/i,
    instead: "not found, does not exist",
  },
  {
    phrase:
      /\b(\d+|units|items|requests|rows|pages|bytes|dollars|times|one|once) a (second|minute|hour|day|month|request|table|page|region|stack|key)\b/i,
    instead: "… per second, per request, per table",
  },
  { phrase: /\b(most|least)[A-Z]\w*|[a-z](Most|Least)\b/, instead: "max…, min… in names" },
  { phrase: /\b(un)?packed (file|attribute|text|bytes|JSON)\b/i, instead: "gzip-compressed, uncompressed" },
  { phrase: /\b(the|its) (world|edge) (as|of)\b/i, instead: "dependencies, the process" },
];

/** Folders whose comments still use {@link furtherWords}. Every folder is done; the list may not grow. */
const pending: readonly string[] = [];

const checked = [
  "constructs",
  "stacks",
  "migrations",
  "yaml-file",
  "cutover",
  "docs",
  "examples/*/README.md",
  "README.md",
  "CONTRIBUTING.md",
];

const files = execFileSync("git", ["ls-files", ...checked], { cwd: repository, encoding: "utf8" })
  .split("\n")
  .filter((path) => /\.(ts|md)$/.test(path));

/** Every occurrence of such a phrase in a file, as `file:line: phrase: what to write`. */
function found(path: string, phrases: readonly LeftOut[]): string[] {
  return readFileSync(join(repository, path), "utf8")
    .split("\n")
    .flatMap((line, index) =>
      phrases.flatMap(({ phrase, instead }) => {
        const match = phrase.exec(line)?.[0];
        return match === undefined ? [] : [`${path}:${index + 1}: "${match}": write ${instead}`];
      }),
    );
}

function isPending(path: string): boolean {
  return pending.some((one) => path === one || path.startsWith(`${one}/`));
}

describe("the language of sources, messages and docs", () => {
  it("uses none of the phrases that the glossary replaces", () => {
    expect(files.flatMap((path) => found(path, leftOut))).toEqual([]);
  });

  it("uses none of the glossary's further words, apart from the pending folders", () => {
    const done = files.filter((path) => !isPending(path));
    expect(done.flatMap((path) => found(path, furtherWords))).toEqual([]);
  });

  it("names as pending only what still has such phrases", () => {
    const done = pending.filter((one) =>
      files
        .filter((path) => path === one || path.startsWith(`${one}/`))
        .every((path) => found(path, furtherWords).length === 0),
    );
    expect(done).toEqual([]);
  });
});
