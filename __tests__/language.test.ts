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

/** What is not rewritten yet; a folder that is done leaves this list, and the list may not grow. */
const pending: readonly string[] = ["constructs/replica", "constructs/table"];

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

/** Every place in a text where such a phrase is, as `file:line: phrase: what to write`. */
function found(path: string): string[] {
  return readFileSync(join(repository, path), "utf8")
    .split("\n")
    .flatMap((line, index) =>
      leftOut.flatMap(({ phrase, instead }) => {
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
    expect(files.filter((path) => !isPending(path)).flatMap(found)).toEqual([]);
  });

  it("names as pending only what still has such phrases", () => {
    const done = pending.filter((one) =>
      files
        .filter((path) => path === one || path.startsWith(`${one}/`))
        .every((path) => found(path).length === 0),
    );
    expect(done).toEqual([]);
  });
});
