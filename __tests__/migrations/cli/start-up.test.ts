import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, it } from "vitest";

it("loads no package but commander to tell what the commands are", () => {
  const bin = join(process.cwd(), "migrations/cli/bin.ts");
  const listing = `
    process.argv.splice(1, 1, ${JSON.stringify(bin)}, "--help");
    require(${JSON.stringify(bin)});
    process.on("exit", () => console.log("LOADED" + JSON.stringify(Object.keys(require.cache))));`;
  const printed = execFileSync(process.execPath, ["--require", "tsx/cjs", "--eval", listing, "x"], {
    encoding: "utf8",
  });
  const [help, loaded = "[]"] = printed.split("LOADED");
  const packages = (JSON.parse(loaded) as string[]).flatMap(
    (file) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? [],
  );
  expect(help).toContain("verify");
  const ofTheTest = ["tsx", "esbuild"];
  expect(new Set(packages.filter((name) => !ofTheTest.includes(name)))).toEqual(new Set(["commander"]));
});
