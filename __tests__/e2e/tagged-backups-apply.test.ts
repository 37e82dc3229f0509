import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { ProgramRun } from "../emulators/program";
import { awsProviderVersion } from "../emulators/terraform";
import { describeWithAws, EmulatedAws } from "./emulated-aws";
import { ExampleProject, programs } from "./example-project";
import { hasNothingToChange, isDestroyedOnceUnprotected } from "./stack-life";

const stack = "tagged-backups";

/** An app that uses the constructs without tables.yaml. */
class OwnApp extends ExampleProject {
  override resynth(): Promise<ProgramRun> {
    return this.run(programs.tsx, join(__dirname, "tagged-backups.ts"));
  }
}

describeWithAws("an app of constructs that backs up by tag, applied by the real provider", (parts) => {
  let aws: EmulatedAws<OwnApp>;

  beforeAll(async () => {
    aws = await EmulatedAws.start(parts, (environment, endpoint) => {
      const settings = { AWS_EMULATOR: endpoint, AWS_PROVIDER_VERSION: awsProviderVersion };
      return new OwnApp("forum", { ...environment, ...settings });
    });
    await aws.synth();
    await aws.init(stack);
  });

  afterAll(() => aws.close());

  it("creates a locked vault with its own policy and key, and selects by tag", async () => {
    const applied = await aws.apply(stack);
    expect(applied).toContain("aws_backup_vault_policy.vault_Policy");
    expect(applied).toContain("0 changed, 0 destroyed");
    expect([...aws.proxy.missing]).toEqual([]);
  });

  hasNothingToChange(() => aws, stack);
  isDestroyedOnceUnprotected(() => aws, stack);
});
