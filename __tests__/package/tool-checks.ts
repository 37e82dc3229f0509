import { cdktfInitOptions, program, unitTest } from "./consumer-sources";
import { type ConsumerProject } from "./consumer-project";
import { type PackageCheck, problemOf } from "./package-check";
import { strangeImports } from "./package-imports";

const entries = ["", "/stacks", "/migrations", "/cutover"].map((entry) => `cdktf-dynamodb${entry}`);

/** Node.js, bundlers and test runners with the installed package. */
export const toolChecks: readonly PackageCheck[] = [
  {
    tool: "imports of the package",
    setting: "declarations and programs",
    ...{ isQuick: true, isForEither: true, packages: [] },
    run: (project) => Promise.resolve(importProblem(project)),
  },
  {
    tool: `Node.js ${process.versions.node}`,
    setting: "import of an ES module",
    ...{ isQuick: true, packages: [] },
    run: importByNode,
  },
  ...["", "--minify"].map((minify) => ({
    tool: "esbuild 0.28",
    setting: `bundle ${minify}`.trim(),
    ...{ isQuick: minify === "", isForEither: true, packages: ["esbuild@^0.28.2"] },
    run: (project: ConsumerProject) => bundle(project, minify),
  })),
  {
    tool: "ts-node 10",
    setting: "cdktf init, TypeScript 5.9",
    ...{ isQuick: false, packages: ["ts-node@10", "typescript@~5.9.0"] },
    run: runByTsNode,
  },
  {
    tool: "ts-jest 29, jest 30",
    setting: "cdktf init, TypeScript 5.9",
    ...{ isQuick: false, packages: ["jest@30", "ts-jest@29", "@types/jest@30", "typescript@~5.9.0"] },
    run: testByJest,
  },
  {
    tool: "vitest 4",
    setting: "globals",
    ...{ isQuick: false, packages: ["vitest@4"] },
    run: testByVitest,
  },
];

function importProblem(project: ConsumerProject): string | undefined {
  const strange = strangeImports(project.path("node_modules/cdktf-dynamodb"));
  return strange.length === 0 ? undefined : strange.join("\n");
}

async function importByNode(project: ConsumerProject): Promise<string | undefined> {
  project.write(
    "import.mjs",
    `import { DynamoTable } from "cdktf-dynamodb";
import { buildStacks } from "cdktf-dynamodb/stacks";
import { defineMigration } from "cdktf-dynamodb/migrations";
import { CutoverError } from "cdktf-dynamodb/cutover";
console.log([DynamoTable, buildStacks, defineMigration, CutoverError].map((one) => typeof one).join());
`,
  );
  return problemOf(await project.node("import.mjs"), "function,function,function,function");
}

/** Bundles each entry point, which must print no warning, and runs the bundle. */
async function bundle(project: ConsumerProject, minify: string): Promise<string | undefined> {
  const programs = entries.map((entry, at) => ({
    file: `entry-${at}.ts`,
    text: `import * as entry from "${entry}";\nconsole.log(Object.keys(entry).length > 0 ? "bundled" : "empty");\n`,
    prints: "bundled",
  }));
  for (const { file, text, prints } of programs) {
    project.write(`bundles/${file}`, text);
    const settings = ["--bundle", "--platform=node", "--log-level=warning", ...(minify ? [minify] : [])];
    const out = `bundles/${file}.js`;
    const built = await project.run(
      "node_modules/.bin/esbuild",
      `bundles/${file}`,
      `--outfile=${out}`,
      ...settings,
    );
    const problem = problemOf(built) ?? (built.text === "" ? undefined : built.text);
    const found = problem ?? problemOf(await project.node(out), prints);
    if (found !== undefined) return `${file}: ${found}`;
  }
  return undefined;
}

async function runByTsNode(project: ConsumerProject): Promise<string | undefined> {
  project.write("ts-node/main.ts", program);
  project.write("ts-node/tsconfig.json", JSON.stringify({ compilerOptions: cdktfInitOptions }));
  return problemOf(await project.node("node_modules/ts-node/dist/bin.js", "ts-node/main.ts"));
}

async function testByJest(project: ConsumerProject): Promise<string | undefined> {
  const settings = { preset: "ts-jest", testEnvironment: "node", rootDir: "jest", clearMocks: true };
  project.write(
    "jest/jest.config.js",
    `module.exports = ${JSON.stringify({ ...settings, rootDir: "." })};\n`,
  );
  project.write("jest/tsconfig.json", JSON.stringify({ compilerOptions: cdktfInitOptions }));
  project.write("jest/__tests__/shop.test.ts", unitTest);
  return problemOf(
    await project.node("node_modules/jest/bin/jest.js", "--config", "jest/jest.config.js"),
    "1 passed",
  );
}

async function testByVitest(project: ConsumerProject): Promise<string | undefined> {
  project.write("vitest/shop.test.ts", unitTest);
  return problemOf(
    await project.node(
      "node_modules/vitest/vitest.mjs",
      ...["run", "--root", "vitest", "--globals", "--maxWorkers=1"],
    ),
    "1 passed",
  );
}
