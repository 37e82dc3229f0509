import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const tests = join(__dirname, "..");
const replacement = new RegExp(String.raw`\bvi\.(mock|doMock)\(`);

/** Other files share their modules (vitest.config.mts): a replaced one would be there for the files that run later. */
it("test files that replace a module are called *.isolated.test.ts", () => {
  const shared = ["constructs", "stacks", "cutover", "migrations"].flatMap((folder) =>
    readdirSync(join(tests, folder), { recursive: true, encoding: "utf8" })
      .filter((path) => path.endsWith(".test.ts") && !path.endsWith(".isolated.test.ts"))
      .map((path) => join(folder, path)),
  );
  expect(shared.length).toBeGreaterThan(100);
  expect(shared.filter((path) => replacement.test(readFileSync(join(tests, path), "utf8")))).toEqual([]);
});
