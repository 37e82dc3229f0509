/**
 * Installs the packed package in an empty project and uses it with several versions and settings of TypeScript, with
 * bundlers and with test runners. Prints a table; exits with 1 if something fails.
 *
 * npx tsx __tests__/package/matrix.ts [--quick] [--only <pattern of tool and setting>] [--tarball <path>]
 *   [--framework cdktf|cdktn] [--folder <project to use and keep>]
 *
 * cdktn needs Node.js 22: NODE_22 names its program if this is an older one.
 */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { repository } from "../docs/doc-page";
import { runProgram } from "../emulators/program";
import { ConsumerProject, packagesBeside, type ProjectFramework } from "./consumer-project";
import { type PackageCheck } from "./package-check";
import { toolChecks } from "./tool-checks";
import { typescriptChecks } from "./typescript-checks";

async function pack(folder: string): Promise<string> {
  const settings = { folder: repository, environment: process.env };
  const { code, text } = await runProgram(".ci/pack", [folder], settings);
  if (code !== 0) throw new Error(text);
  return text.trim();
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      quick: { type: "boolean", default: false },
      only: { type: "string", default: "" },
      tarball: { type: "string" },
      framework: { type: "string", default: "cdktf" },
      folder: { type: "string" },
    },
  });
  const framework = values.framework as ProjectFramework;
  const folder = mkdtempSync(join(tmpdir(), "package-matrix-"));
  try {
    const project = new ConsumerProject(values.folder ?? join(folder, "consumer"), framework);
    mkdirSync(project.folder, { recursive: true });
    const checks = [...toolChecks, ...typescriptChecks].filter(
      ({ isQuick, isForEither = false, tool, setting }) =>
        ((isQuick && !(isForEither && framework === "cdktn")) || !values.quick) &&
        new RegExp(values.only).test(`${tool}, ${setting}`),
    );
    const packages = new Set(checks.flatMap((check) => check.packages));
    await project.install([
      values.tarball ?? (await pack(folder)),
      ...packagesBeside(framework),
      ...packages,
    ]);
    const problems = await runAll(checks, project);
    if (problems.length > 0) {
      console.log(`\n${problems.join("\n\n")}`);
      process.exitCode = 1;
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function runAll(checks: readonly PackageCheck[], project: ConsumerProject): Promise<string[]> {
  const problems: string[] = [];
  console.log("| tool | setting | result |\n| --- | --- | --- |");
  for (const check of checks) {
    const started = performance.now();
    const problem = await check.run(project);
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    const result = problem === undefined ? "works" : "fails";
    console.log(`| ${check.tool} | ${check.setting} | ${result} (${seconds} s) |`);
    if (problem !== undefined) problems.push(`${check.tool}, ${check.setting}: ${problem}`);
  }
  return problems;
}

void main();
