import { existsSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onPath } from "./on-path";
import { type ProgramRun, runProgram } from "./program";
import type { RealPart } from "./real-part";

/** The AWS provider that the mirror must hold; the newest one that moto's answers satisfy. */
export const awsProviderVersion = "5.100.0";

export interface Terraform {
  /** Environment for `terraform`, and for `cdktf`, which runs it. */
  readonly environment: NodeJS.ProcessEnv;
  /** `terraform <arguments>` in a folder; a code other than 0 is a result. */
  run(folder: string, ...parameters: string[]): Promise<ProgramRun>;
}

/** Terraform on the `PATH`, with the AWS provider in the folder that `TERRAFORM_PROVIDER_MIRROR` names. */
export function findTerraform(): Promise<RealPart<Terraform>> {
  const mirror = process.env["TERRAFORM_PROVIDER_MIRROR"];
  const why = whyNot(mirror);
  if (why !== null) return Promise.resolve({ available: false, why });
  const environment = terraformEnvironment(mirror ?? "");
  const run: Terraform["run"] = (folder, ...parameters) =>
    runProgram("terraform", [...parameters, "-no-color"], { folder, environment });
  return Promise.resolve({ available: true, part: { environment, run } });
}

function whyNot(mirror: string | undefined): string | null {
  if (onPath("terraform") === null) return "terraform is not on the PATH";
  if (mirror === undefined) return "TERRAFORM_PROVIDER_MIRROR names no folder";
  const provider = join(mirror, "registry.terraform.io", "hashicorp", "aws", awsProviderVersion);
  return existsSync(provider) ? null : `there is no ${provider} (terraform providers mirror makes one)`;
}

/** Takes providers from the mirror alone, whatever the user's own configuration says. */
function terraformEnvironment(mirror: string): NodeJS.ProcessEnv {
  const file = join(mkdtempSync(join(tmpdir(), "terraform-")), "cli.tfrc");
  writeFileSync(
    file,
    `provider_installation {\n  filesystem_mirror {\n    path = ${JSON.stringify(mirror)}\n  }\n}\n`,
  );
  return {
    ...process.env,
    TF_CLI_CONFIG_FILE: file,
    TF_IN_AUTOMATION: "1",
    // Neither terraform nor cdktf shall ask the internet for newer versions.
    CHECKPOINT_DISABLE: "1",
    DISABLE_VERSION_CHECK: "1",
    // Most of what a plan costs is the collection of the garbage that the provider's schemas leave.
    GOGC: "400",
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_EC2_METADATA_DISABLED: "true",
  };
}
