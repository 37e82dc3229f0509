import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { EmulatedAws } from "../e2e/emulated-aws";
import type { ExampleProject } from "../e2e/example-project";
import { describeWith } from "../emulators/real-part";
import { CdktnProject } from "./cdktn-project";
import { findCdktn } from "./find-cdktn";

/** Plans the Terraform that CDK Terrain writes of an app with the state that CDKTF's was applied to. */
export function hasNothingToChangeWithCdkTerrain(
  aws: () => EmulatedAws<ExampleProject>,
  ...stacks: readonly string[]
): void {
  describeWith("moved from CDKTF to CDK Terrain", findCdktn, (cdktn) => {
    let project: CdktnProject;
    let written: string;
    beforeAll(async () => {
      project = await CdktnProject.makeSources(cdktn);
      written = await project.synth(aws().project.folder, aws().project.environment);
    });
    afterAll(async () => {
      project.remove();
      await aws().synth();
    });

    it.each(stacks)("%s has nothing to change", async (stack) => {
      const own = join(aws().project.stackFolder(stack), "cdk.tf.json");
      const before = readFileSync(own, "utf8");
      cpSync(join(written, stack, "cdk.tf.json"), own);
      expect(readFileSync(own, "utf8")).toContain(`"version": "${cdktn.version}"`);
      expect(before).not.toContain(`"version": "${cdktn.version}"`);
      expect(await aws().unchanged(stack)).toContain("No changes.");
    });
  });
}
