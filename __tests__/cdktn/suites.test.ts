import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { describeWith } from "../emulators/real-part";
import { CdktnProject } from "./cdktn-project";
import { findCdktn } from "./find-cdktn";

/** Sixteen hundred tests on a busy machine. */
const timeoutMs = 15 * 60_000;

/** What vitest's JSON reporter writes. */
interface Report {
  readonly numFailedTests: number;
  readonly numPassedTests: number;
  readonly testResults: readonly { readonly status: string; readonly name: string }[];
}

/**
 * All tests but those of the real provider, and the golden files, which `terraform.test.ts` compares. Those in `features/` are
 * of what only CDK Terrain has.
 */
const settings = {
  include: ["__tests__/{constructs,stacks}/**/*.test.ts", "__tests__/cdktn/features/*.terrain.ts"],
  exclude: ["**/real-provider.test.ts", "**/golden.test.ts"],
  setupFiles: ["__tests__/setup.ts"],
  ...{ isolate: false, restoreMocks: true, maxWorkers: 1, testTimeout: 600_000, hookTimeout: 600_000 },
};

describeWith("constructs and stacks with CDK Terrain", findCdktn, (cdktn) => {
  let project: CdktnProject;
  beforeAll(async () => {
    project = await CdktnProject.make(cdktn);
  });
  afterAll(() => project.remove());

  it("their tests pass with cdktn instead of cdktf", { timeout: timeoutMs }, async () => {
    const config = `export default { test: ${JSON.stringify(settings)} };\n`;
    writeFileSync(join(project.folder, "vitest.config.mjs"), config);
    const run = await project.node(
      project.package("vitest", "vitest.mjs"),
      ...["run", "--reporter=default", "--reporter=json", "--outputFile=report.json"],
    );
    expect(run.code, run.text).toBe(0);
    const report = JSON.parse(readFileSync(join(project.folder, "report.json"), "utf8")) as Report;
    expect(report.testResults.filter(({ status }) => status !== "passed")).toEqual([]);
    expect(report.numPassedTests).toBeGreaterThan(1500);
    console.info(
      `${report.numPassedTests} tests of ${report.testResults.length} files pass with cdktn ${cdktn.version} ` +
        `(${run.seconds.toFixed(1)} s)`,
    );
  });
});
