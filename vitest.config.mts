import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** The suites that take minutes begin first, so that none of them is left over at the end. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted((a, b) => rank(a.moduleId) - rank(b.moduleId));
  }
}

function rank(file: string): number {
  if (file.endsWith("-apply.test.ts")) return 0;
  return file.includes("/e2e/") ? 1 : 2;
}

export default defineConfig({
  test: {
    include: ["__tests__/**/*.test.ts"],
    setupFiles: ["__tests__/setup.ts"],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    restoreMocks: true,
    // The end-to-end tests wait for Terraform most of the time; the others go on beside them.
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
  },
});
