import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { pages, readPage, repository } from "./doc-page";
import { PropsLists } from "./props-list";

/** After a change of docstrings: `UPDATE_DOCS=1 npx vitest run __tests__/docs`. */
describe("the pages of the constructs", () => {
  const lists = new PropsLists();
  const written = pages("docs/constructs");

  it.each(written.map(({ path }) => path))("%s lists props as their docstrings have them", async (path) => {
    const current = await lists.current(readPage(path));
    if (process.env["UPDATE_DOCS"] === "1") writeFileSync(join(repository, path), current);
    expect(readPage(path).text).toBe(current);
  });

  it("list no property that nothing is said of", () => {
    const listed = written.flatMap((page) => PropsLists.listedIn(page));
    expect(listed.flatMap((name) => lists.undocumented(name))).toEqual([]);
  });

  it("list no property without its type", () => {
    const untyped = written.filter(({ text }) => text.includes("(``"));
    expect(untyped.map(({ path }) => path)).toEqual([]);
  });

  it("are there for every construct, named in the list of all", () => {
    const overview = readPage("docs/constructs/README.md").text;
    expect(lists.classes().filter((name) => !overview.includes(`[${name}](`))).toEqual([]);
  });
});
