import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { importsBetweenFiles } from "./import-graph";

/** Folders whose functions depend on their arguments only; the linter refuses what else would read a clock there. */
describe.each(["items", "mapping", "definition"])("the files of migrations/%s", (folder) => {
  it("take the current time as an argument", () => {
    const files = [...importsBetweenFiles(`migrations/${folder}`).keys()];
    expect(files.length).toBeGreaterThan(5);
    expect(files.filter((file) => /\bnew Date\(\)/.test(textOf(file)))).toEqual([]);
  });
});

function textOf(file: string): string {
  return readFileSync(join(__dirname, "..", "..", file), "utf8");
}
