import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, expect, it } from "vitest";
import { outputs } from "./workspace";

const bin = join(process.cwd(), "migrations/cli/bin.ts");
const ofTheTest = ["tsx", "esbuild", "get-tsconfig", "resolve-pkg-maps"];
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "start-up-"));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the command line in the folder. @returns what it prints, and the files in packages that it has loaded */
function started(...args: string[]): { readonly printed: string; readonly files: readonly string[] } {
  const listing = `
    process.argv.splice(1, 1, ${[bin, ...args].map((arg) => JSON.stringify(arg)).join()});
    require(${JSON.stringify(bin)});
    process.on("exit", () => console.log("LOADED" + JSON.stringify(Object.keys(require.cache))));`;
  const hook = pathToFileURL(require.resolve("tsx")).href;
  const output = execFileSync(process.execPath, ["--import", hook, "--eval", listing, "x"], {
    ...{ cwd: folder, encoding: "utf8" },
  });
  const [printed = "", loaded = "[]"] = output.split("LOADED");
  const files = (JSON.parse(loaded) as string[]).flatMap(
    (file) => /.*node_modules\/(.*)/.exec(file)?.[1] ?? [],
  );
  return { printed, files: files.filter((file) => !ofTheTest.some((name) => file.startsWith(`${name}/`))) };
}

/** The packages that files belong to. */
function packagesOf(files: readonly string[]): Set<string> {
  return new Set(files.map((file) => /^(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? ""));
}

/** Of a run that writes nothing. */
function startedRun(entity: string) {
  writeFileSync(join(folder, "notes.jsonl"), '{"id":"a","rank":1}\n');
  writeFileSync(join(folder, "outputs.json"), JSON.stringify(outputs));
  writeFileSync(
    join(folder, "migration.yaml"),
    `name: notes\nsource: { jsonl: . }\nentities:\n  note: { from: { file: notes.jsonl }, to: notes${entity} }\n`,
  );
  return started("run", "migration.yaml", "--outputs", "outputs.json", "--dry-run", "--json");
}

it("loads no package but commander to tell what the commands are", () => {
  const { printed, files } = started("--help");
  expect(printed).toContain("verify");
  expect(packagesOf(files)).toEqual(new Set(["commander"]));
});

it("loads no CEL, no regular expressions and no other formats to run a file of JSON Lines as it is", () => {
  const { printed, files } = startedRun("");
  expect(JSON.parse(printed)).toMatchObject({ outcome: "finished" });
  const packages = packagesOf(files);
  expect([...packages]).toContain("yaml");
  expect([...packages].filter((name) => /cel-js|re2js|undici|streamparser/.test(name))).toEqual([]);
});

it("loads CEL for a file with an expression", () => {
  const { printed, files } = startedRun(', item: { id: "${row.id}" }');
  expect(JSON.parse(printed)).toMatchObject({ outcome: "finished" });
  expect(packagesOf(files)).toContain("re2js");
});
