import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { rules } from "../../constructs";
import { pages, readPage, repository } from "./doc-page";

const written = [readPage("README.md"), ...pages("docs")];

/** The rules that a page says it refuses by. */
function named(text: string): string[] {
  const sentence = /^Refused at synth \(see \[rules\]\(\.\.\/rules\.md\)\):(.*?)\n\n/ms.exec(text)?.[1] ?? "";
  return [...sentence.matchAll(/`([^`]+)`/g)].map((found) => found[1] ?? "");
}

/** Links to files that are not there, as `docs/page.md: other.md`. */
function broken(path: string, text: string): string[] {
  const links = [...text.matchAll(/\]\(([^)#\s]+)(#[^)]*)?\)/g)].map((found) => found[1] ?? "");
  return links
    .filter((link) => !/^https?:/.test(link))
    .filter((link) => !existsSync(join(repository, dirname(path), link)))
    .map((link) => `${path}: ${link}`);
}

describe("the docs", () => {
  it("contain no dead links", () => {
    expect(written.flatMap(({ path, text }) => broken(path, text))).toEqual([]);
  });

  it("name only rules that exist", () => {
    const all = written.flatMap(({ text }) => named(text));
    expect(all.filter((id) => !(id in rules))).toEqual([]);
  });

  it("name every rule on the page of a construct that refuses by it", () => {
    const all = new Set(pages("docs/constructs").flatMap(({ text }) => named(text)));
    expect(Object.keys(rules).filter((id) => !all.has(id))).toEqual([]);
  });
});
