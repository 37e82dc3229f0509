import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { repository } from "../docs/doc-page";

/** The packages that a program loads which only imports the library. */
function loadedPackages(): string[] {
  const program = `
    require("tsx/cjs");
    const before = new Set(Object.keys(require.cache));
    require("./cutover/index.ts");
    const loaded = Object.keys(require.cache).filter((file) => !before.has(file));
    const packages = loaded.flatMap((file) => /node_modules\\/((?:@[^/]+\\/)?[^/]+)/.exec(file)?.[1] ?? []);
    console.log(JSON.stringify([...new Set(packages)]));`;
  const output = execFileSync(process.execPath, ["-e", program], { cwd: repository, encoding: "utf8" });
  return JSON.parse(output) as string[];
}

describe("import of the cutover library", () => {
  it("loads no SDK, driver, schema or expression package", () => {
    expect(loadedPackages()).toEqual(["fastest-levenshtein"]);
  });
});
