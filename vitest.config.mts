import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** The suites that take minutes begin first, so that none of them is left over at the end. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted((a, b) => rank(a) - rank(b));
  }
}

function rank({ moduleId, project }: TestSpecification): number {
  if (moduleId.endsWith("-apply.test.ts")) return 0;
  if (moduleId.includes("/e2e/")) return 1;
  // A worker is kept only from one file to the next of the queue.
  const rankOfProject = [allElse, units, constructs].indexOf(project.name);
  return 2 + rankOfProject;
}

const allElse = "all else";
const tests = "__tests__/**/*.test.ts";
/** They keep nothing from one file to the next, so that a worker loads cdktf and the provider's classes once. */
const constructs = "constructs";
const ofConstructs = "__tests__/{constructs,stacks}/**/*.test.ts";
/** They keep nothing either: most of their time would be the loading of the same modules for each file. */
const units = "units";
const ofUnits = "__tests__/{cutover,migrations}/**/*.test.ts";
/** They replace a module, which the files that run later in the same worker would also get. */
const isolatedUnits = "**/*.isolated.test.ts";

export default defineConfig({
  test: {
    projects: [
      { extends: true, test: { name: constructs, include: [ofConstructs], isolate: false } },
      {
        extends: true,
        test: { name: units, include: [ofUnits], exclude: [isolatedUnits], isolate: false },
      },
      {
        extends: true,
        test: {
          ...{ name: allElse, include: [tests] },
          exclude: [ofConstructs, "__tests__/{cutover,migrations}/**/!(*.isolated).test.ts"],
        },
      },
    ],
    setupFiles: ["__tests__/setup.ts"],
    // A busy machine must not fail a test; what hangs ends all the same.
    testTimeout: 600_000,
    hookTimeout: 600_000,
    restoreMocks: true,
    // The end-to-end tests wait for Terraform most of the time; the others go on beside them.
    maxWorkers: 4,
    sequence: { sequencer: LongestFirst },
  },
});
